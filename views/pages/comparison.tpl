{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/compare">Compare</a></li><li aria-current="page">{{HEADING}}</li></ol>
</nav>
<p class="kicker">AI tool comparison</p>
<h1>{{#HEADING_TOOL}}<span class="name" dir="auto">{{NAME}}</span>{{#HEADING_TOOL_separator}} <span class="vs">vs</span> {{/HEADING_TOOL_separator}}{{/HEADING_TOOL}}</h1>
<p class="standfirst">Which one should you ship with? The panel’s verdict, what it costs, where the reviewers part ways, and what readers say, side by side.</p>
{{>ANSWER}}
{{>TOOL_CARDS}}
<section class="decision" id="decision" aria-labelledby="decision-title">
<h2 id="decision-title">What decides</h2>
<div class="scroll" role="region" aria-label="Decision table" tabindex="0">
<table>
<thead><tr><th scope="col">Decision</th>{{#COLUMN}}<th scope="col" dir="auto">{{NAME}}</th>{{/COLUMN}}</tr></thead>
<tbody>
<tr><th scope="row">Panel verdict</th>{{#COLUMN}}<td>{{VERDICT_LINE}}</td>{{/COLUMN}}</tr>
<tr><th scope="row">Community</th>{{#COLUMN}}<td>{{COMMUNITY_LINE}}</td>{{/COLUMN}}</tr>
<tr><th scope="row">Pricing</th>{{#COLUMN}}<td dir="auto">{{PRICING}}</td>{{/COLUMN}}</tr>
<tr><th scope="row">Best for</th>{{#COLUMN}}<td dir="auto">{{BEST_FOR}}</td>{{/COLUMN}}</tr>
<tr><th scope="row">Category</th>{{#COLUMN}}<td dir="auto">{{CATEGORY}}</td>{{/COLUMN}}</tr>
</tbody>
</table>
</div>
</section>
{{>SCORECARD}}
<div class="pair">
{{>NEWSLETTER}}
{{>BOOKMARKS}}
</div>

{{%AUTOESCAPE context="HTML"}}
<div class="hero">
  <h1>Which AI tool should you ship with?</h1>
  <p class="standfirst">A panel of reviewers scores each tool and says <em>ship</em> or <em>skip</em>. Two tools, side by side, one answer, and the reasons below it.</p>
</div>
{{#HAS_COMPARISONS}}
<section aria-labelledby="newest-title">
  <h2 id="newest-title">Newest comparisons</h2>
  {{>COMPARISON_LIST}}
</section>
{{/HAS_COMPARISONS}}
{{#EMPTY}}
<p>Nothing has been published yet. The editor fills the site with <code>verdict import</code>.</p>
{{/EMPTY}}
{{#HAS_TOOLS}}
<section aria-labelledby="tools-title">
  <h2 id="tools-title">The tools</h2>
  <div class="shelves">
  {{#SHELF}}
  <section class="shelf" aria-label="{{CATEGORY}}">
    <h3>{{CATEGORY}}</h3>
    <ul>
    {{#SHELF_TOOL}}
      <li><a href="/tool/{{SLUG}}" dir="auto">{{NAME}}</a></li>
    {{/SHELF_TOOL}}
    </ul>
  </section>
  {{/SHELF}}
  </div>
  <p>{{#NEXT}}<a class="action" href="/?after={{AFTER}}#tools-title" rel="next">More tools</a> {{/NEXT}}<a class="action" href="/compare">Compare any of them</a></p>
</section>
{{/HAS_TOOLS}}
{{>NEWSLETTER}}

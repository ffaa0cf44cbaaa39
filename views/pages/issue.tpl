{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li><a href="/newsletter">Weekly verdicts</a></li><li aria-current="page">Issue {{NUMBER}}</li></ol>
</nav>
<p class="kicker">Weekly AI tool verdicts · issue {{NUMBER}} · {{DATE}}</p>
<h1>{{SUBJECT}}</h1>
<div class="issue">
{{>ISSUE}}
{{#PAGER}}
<nav class="pager" aria-label="Pages of this issue">
  {{#PREVIOUS}}<a class="action" rel="prev" href="{{URL}}">Previous page</a>{{/PREVIOUS}}
  <span class="note">Page {{NUMBER}} of {{PAGES}}</span>
  {{#NEXT}}<a class="action" rel="next" href="{{URL}}">Next page</a>{{/NEXT}}
</nav>
{{/PAGER}}
</div>
{{>NEWSLETTER}}

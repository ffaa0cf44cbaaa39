{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li><a href="/newsletter">Weekly verdicts</a></li><li aria-current="page">Issue {{NUMBER}}</li></ol>
</nav>
<p class="kicker">Weekly AI tool verdicts · issue {{NUMBER}} · {{DATE}}</p>
<h1 dir="auto">{{SUBJECT}}</h1>
<div class="issue">
{{>ISSUE}}
</div>
{{>NEWSLETTER}}

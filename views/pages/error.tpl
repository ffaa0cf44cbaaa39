{{%AUTOESCAPE context="HTML"}}
<div class="error">
<p class="kicker">{{STATUS}}</p>
<h1>{{HEADING}}</h1>
<p class="standfirst">{{ADVICE}}</p>
{{#PROBLEM}}
<p class="hint">{{PROBLEM_TEXT}}</p>
{{/PROBLEM}}
<p><a class="action" href="/">Latest comparisons</a> <a class="action" href="/compare">Compare tools</a></p>
</div>

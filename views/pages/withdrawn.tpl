{{%AUTOESCAPE context="HTML"}}
<div class="error">
<p class="kicker">410</p>
<h1>{{HEADING}}</h1>
<p class="standfirst">{{ADVICE}}</p>
{{#REMAINING}}
<section aria-labelledby="remaining-title">
  <h2 id="remaining-title">{{LEAD}}</h2>
  <ul class="remaining">
    {{#LISTED}}
    <li><a href="/tool/{{SLUG}}" dir="auto">{{NAME}}</a></li>
    {{/LISTED}}
  </ul>
  {{#COMPARABLE}}
  <p><a class="action" href="{{COMPARE_URL}}">Compare them</a></p>
  {{/COMPARABLE}}
</section>
{{/REMAINING}}
<p><a class="action" href="/">Latest comparisons</a> <a class="action" href="/compare">Compare tools</a></p>
</div>

{{%AUTOESCAPE context="HTML"}}
<ul class="teasers">
{{#COMPARISON}}
<li class="teaser">
  <h3><a href="/compare/{{ADDRESS}}">{{#LISTED_TOOL}}<span class="teaser-name" dir="auto">{{NAME}}</span>{{#LISTED_TOOL_separator}} <span class="vs">vs</span> {{/LISTED_TOOL_separator}}{{/LISTED_TOOL}}</a></h3>
  <p class="teaser-answer">{{SENTENCE}}</p>
  <ul class="teaser-calls">
  {{#LISTED_TOOL}}
    <li><span class="stamp stamp-small stamp-{{STAMP}}">{{VERDICT}}</span> <span dir="auto">{{NAME}}</span></li>
  {{/LISTED_TOOL}}
  </ul>
</li>
{{/COMPARISON}}
</ul>

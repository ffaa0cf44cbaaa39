{{%AUTOESCAPE context="HTML"}}
<ul class="teasers">
{{#COMPARISON}}
<li class="teaser">
  <h3><a href="/compare/{{ADDRESS}}">{{#TEASER_TOOL}}<span class="teaser-name" dir="auto">{{NAME}}</span>{{#TEASER_TOOL_separator}} <span class="vs">vs</span> {{/TEASER_TOOL_separator}}{{/TEASER_TOOL}}</a></h3>
  <p class="teaser-answer">{{SENTENCE}}</p>
  <ul class="teaser-calls">
  {{#TEASER_TOOL}}
    <li><span class="stamp stamp-small stamp-{{STAMP}}">{{VERDICT}}</span> <span dir="auto">{{NAME}}</span></li>
  {{/TEASER_TOOL}}
  </ul>
</li>
{{/COMPARISON}}
</ul>

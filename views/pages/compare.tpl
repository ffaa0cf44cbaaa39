{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li aria-current="page">Compare</li></ol>
</nav>
<h1>Compare tools</h1>
<p class="standfirst">Choose two to five. The page that follows says which one to ship with, and why.</p>
{{#HINT}}
<p class="hint" role="alert">{{HINT_TEXT}}</p>
{{/HINT}}
<form class="picker" method="get" action="/compare">
  {{#ELSEWHERE}}
  <fieldset>
    <legend>Chosen so far</legend>
    {{#SHELF_TOOL}}
    <label><input type="checkbox" name="tool" value="{{SLUG}}" checked> <span dir="auto">{{NAME}}</span></label>
    {{/SHELF_TOOL}}
  </fieldset>
  {{/ELSEWHERE}}
  {{#SHELF}}
  <fieldset>
    <legend>{{CATEGORY}}</legend>
    {{#SHELF_TOOL}}
    <label><input type="checkbox" name="tool" value="{{SLUG}}"{{#CHOSEN}} checked{{/CHOSEN}}> <span dir="auto">{{NAME}}</span></label>
    {{/SHELF_TOOL}}
  </fieldset>
  {{/SHELF}}
  <p><button type="submit">Compare them</button>
    {{#NEXT}}
    <button class="quiet" name="after" value="{{AFTER}}">More tools</button>
    {{/NEXT}}
    {{#BEHIND}}
    <button class="quiet" name="after" value="">Back to the first</button>
    {{/BEHIND}}
  </p>
</form>

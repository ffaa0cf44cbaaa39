{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li aria-current="page">Bookmarks</li></ol>
</nav>
<h1>Bookmarks</h1>
{{#EMPTY}}
<p class="standfirst">No bookmarks yet. Bookmark tools to save them for later.</p>
<p><a class="action" href="/">Latest comparisons</a> <a class="action" href="/compare">Compare tools</a></p>
{{/EMPTY}}
{{#OWN}}
<p class="standfirst">The tools that you keep for later, in this browser alone.</p>
<p>{{#COMPARABLE}}<a class="action" href="{{COMPARE_URL}}">Compare them</a> {{/COMPARABLE}}<a class="action" href="{{SHARE_URL}}">Link to this list</a></p>
<p class="note">The link carries the list to another browser, where one button adds it.</p>
{{/OWN}}
{{#SHARED}}
<p class="standfirst">This link carries a list of tools.</p>
<form method="post" action="/bookmarks">
  <input type="hidden" name="back" value="/bookmarks">
  <input type="hidden" name="list" value="{{LIST}}">
  <p><button name="action" value="import">Add them to my bookmarks</button></p>
</form>
<p>{{#COMPARABLE}}<a class="action" href="{{COMPARE_URL}}">Compare them</a> {{/COMPARABLE}}<a class="action" href="{{SHARE_URL}}">This link</a></p>
{{/SHARED}}
{{>TOOL_CARDS}}
{{#WITHDRAWN}}
<section aria-labelledby="withdrawn-title">
  <h2 id="withdrawn-title">Withdrawn</h2>
  <p>The editor took these off the site. They stay here in case they come back.</p>
  <ul class="remaining">
    {{#LISTED}}
    <li id="community-{{SLUG}}">
      <b dir="auto">{{NAME}}</b>
      <form method="post" action="/bookmarks">
        <input type="hidden" name="back" value="/bookmarks">
        <input type="hidden" name="tool" value="{{SLUG}}">
        <button class="quiet" name="action" value="remove">Remove bookmark<span class="visually-hidden"> of {{NAME}}</span></button>
      </form>
    </li>
    {{/LISTED}}
  </ul>
</section>
{{/WITHDRAWN}}
{{#PAGES}}
<nav class="page-links" aria-label="Pages">
  <p class="note">{{FIRST}} to {{LAST}} of {{TOTAL}}</p>
  <ol>
    {{#PAGE_LINK}}
    <li><a href="{{URL}}"{{#PAGE_NOW}} aria-current="page"{{/PAGE_NOW}}><span class="visually-hidden">Page </span>{{NUMBER}}</a></li>
    {{/PAGE_LINK}}
  </ol>
</nav>
{{/PAGES}}
{{#HAS_SESSION}}
<section aria-labelledby="forget-title">
  <h2 id="forget-title">Forget me</h2>
  <p>Deletes your votes, your bookmarks and the cookie that holds them together. The tallies follow.</p>
  <form method="post" action="/forget"><button>Forget me</button></form>
</section>
{{/HAS_SESSION}}

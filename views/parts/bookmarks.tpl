{{%AUTOESCAPE context="HTML"}}
<section class="bookmarks" id="bookmarks" aria-labelledby="bookmarks-title">
  <h2 id="bookmarks-title">Bookmarks</h2>
  {{#EMPTY}}
  <p><b>No bookmarks yet</b></p>
  <p class="note">Bookmark tools to save them for later</p>
  {{/EMPTY}}
  {{#OWN}}
  <ul>
    {{#LISTED}}
    <li>{{#LINKED}}<a href="/tool/{{SLUG}}" dir="auto">{{NAME}}</a>{{/LINKED}}{{#UNLINKED}}<bdi>{{NAME}}</bdi> <span class="note">withdrawn</span>{{/UNLINKED}}</li>
    {{/LISTED}}
  </ul>
  <p class="note"><a href="/bookmarks">All your bookmarks</a></p>
  {{/OWN}}
</section>

{{%AUTOESCAPE context="HTML"}}
<div class="cards">
{{#TOOL}}
<article class="card" aria-labelledby="tool-{{SLUG}}">
  {{#LINKED}}
  <header class="card-head">
    <span class="initial mark-{{POSITION}}" aria-hidden="true">{{INITIAL}}</span>
    <p class="category" dir="auto">{{CATEGORY}}</p>
    <h2 id="tool-{{SLUG}}" dir="auto"><a href="/tool/{{SLUG}}">{{NAME}}</a></h2>
    <p class="tagline" dir="auto">{{TAGLINE}}</p>
  </header>
  {{/LINKED}}
  {{#UNLINKED}}
  <h2 id="tool-{{SLUG}}" class="visually-hidden"><bdi>{{NAME}}</bdi> at a glance</h2>
  {{/UNLINKED}}
  <div class="card-verdict">
    <p class="stamp stamp-{{STAMP}}"><span class="visually-hidden">Panel verdict: </span>{{VERDICT}}</p>
    {{#PANEL}}
    <svg class="seats" width="{{SEATS_WIDTH}}" height="{{SEATS_HEIGHT}}" role="img" aria-label="{{SHIP}} of {{REVIEWS}} reviewers say ship">
      {{#SEAT}}
      {{#SEAT_SHIP}}
      <rect class="seat-ship" x="{{X}}" y="{{Y}}" width="16" height="16" rx="3"/>
      {{/SEAT_SHIP}}
      {{#SEAT_SKIP}}
      <svg class="seat-skip" x="{{X}}" y="{{Y}}" overflow="visible"><rect width="16" height="16" rx="3"/><line x1="3" y1="11.5" x2="13" y2="4.5"/></svg>
      {{/SEAT_SKIP}}
      {{/SEAT}}
    </svg>
    {{/PANEL}}
  </div>
  <dl class="figures">
    <div><dt>Panel ship</dt><dd>{{#PANEL}}{{SHIP_PERCENT}}%{{/PANEL}}{{#NO_PANEL}}—{{/NO_PANEL}}</dd></div>
    <div><dt>Community</dt><dd>{{COMMUNITY_FIGURE}}</dd></div>
    <div><dt>Entry</dt><dd>{{ENTRY}}</dd></div>
  </dl>
  <section class="community" id="community-{{SLUG}}" tabindex="-1" aria-label="{{NAME}}: the community" aria-describedby="line-{{SLUG}}">
    <p class="community-line" id="line-{{SLUG}}">{{COMMUNITY_LINE}}{{#VOTED}} <b>You said {{CHOICE}}.</b>{{/VOTED}}</p>
    {{#INTERVAL}}
    <svg class="interval" width="100%" height="14" aria-hidden="true">
      <line class="scale" x1="0%" y1="7" x2="100%" y2="7"/>
      <rect class="interval-bar" x="{{LOW}}%" y="2" width="{{WIDTH}}%" height="10" rx="5"/>
      <svg x="{{AT}}%" y="7" overflow="visible"><circle class="interval-mark" r="5"/></svg>
    </svg>
    {{/INTERVAL}}
    <form class="choices" method="post" action="/tool/{{SLUG}}/vote" data-live="community-{{SLUG}}">
      <input type="hidden" name="back" value="{{BACK}}">
      <button class="choice" name="choice" value="ship" aria-pressed="{{SHIP_PRESSED}}">Ship</button>
      <button class="choice" name="choice" value="skip" aria-pressed="{{SKIP_PRESSED}}">Skip</button>
      {{#VOTED}}
      <button class="quiet" name="choice" value="none">Take back</button>
      {{/VOTED}}
    </form>
    <form class="choices" method="post" action="/bookmarks" data-live="community-{{SLUG}}">
      <input type="hidden" name="back" value="{{BACK}}">
      <input type="hidden" name="tool" value="{{SLUG}}">
      {{#NOT_BOOKMARKED}}
      <button class="quiet" name="action" value="add">Bookmark</button>
      {{/NOT_BOOKMARKED}}
      {{#BOOKMARKED}}
      <button class="quiet" name="action" value="remove">Remove bookmark</button>
      {{/BOOKMARKED}}
    </form>
  </section>
  <div class="description" dir="auto">
    {{#PARAGRAPH}}
    <p>{{TEXT}}</p>
    {{/PARAGRAPH}}
  </div>
  {{#HOMEPAGE}}
  <p class="homepage"><a href="{{HOMEPAGE_URL}}" rel="external">Visit <bdi>{{NAME}}</bdi></a></p>
  {{/HOMEPAGE}}
</article>
{{/TOOL}}
</div>

{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li aria-current="page"><bdi>{{NAME}}</bdi></li></ol>
</nav>
<p class="kicker">{{CATEGORY}}</p>
<h1 dir="auto">{{NAME}}</h1>
<p class="standfirst" dir="auto">{{TAGLINE}}</p>
{{>TOOL_CARDS}}
<section class="facts" aria-labelledby="facts-title">
<h2 id="facts-title">Facts</h2>
<dl class="plain-facts">
  <div><dt>Panel verdict</dt><dd>{{VERDICT_LINE}}</dd></div>
  <div><dt>Community</dt><dd>{{COMMUNITY_LINE}}</dd></div>
  <div><dt>Pricing</dt><dd dir="auto">{{PRICING}}</dd></div>
  {{#HAS_BEST_FOR}}
  <div><dt>Best for</dt><dd dir="auto">{{BEST_FOR}}</dd></div>
  {{/HAS_BEST_FOR}}
  {{#FACT}}
  <div><dt>{{FACT_NAME}}</dt><dd><span dir="auto">{{FACT_VALUE}}</span> <small><a href="{{SOURCE_URL}}" rel="external nofollow">source<span class="visually-hidden"> for {{FACT_NAME}}</span></a>, checked <time datetime="{{CHECKED}}">{{CHECKED_WORDS}}</time></small></dd></div>
  {{/FACT}}
</dl>
</section>
{{>SCORECARD}}
{{#HAS_COMPARISONS}}
<section aria-labelledby="with-title">
  <h2 id="with-title">Compared with</h2>
  {{>COMPARISON_LIST}}
</section>
{{/HAS_COMPARISONS}}
{{>NEWSLETTER}}

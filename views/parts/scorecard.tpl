{{%AUTOESCAPE context="HTML"}}
<section class="scorecard" id="scorecard" aria-labelledby="scorecard-title">
<h2 id="scorecard-title">Reviewer scorecard</h2>
{{#NO_REVIEWS}}
<p>The panel has not reviewed this yet.</p>
{{/NO_REVIEWS}}
{{#REVIEWER_ROW}}
<section class="reviewer" aria-labelledby="reviewer-{{REVIEWER_SLUG}}">
  <header>
    <h3 id="reviewer-{{REVIEWER_SLUG}}" dir="auto">{{REVIEWER}}</h3>
    <p class="lens"><bdi>{{LENS}}</bdi> <span class="byline">{{BYLINE}}</span></p>
  </header>
  <div class="reviews">
  {{#REVIEW}}
  <article class="review">
    {{#TOOL}}
    <p class="review-tool mark-{{POSITION}}" dir="auto">{{NAME}}</p>
    {{/TOOL}}
    <p class="review-score"><b>{{SCORE}}</b>/100 · <span class="call call-{{CALL}}">{{CALL}}</span> <time datetime="{{REVIEWED_ON}}">{{REVIEWED_WORDS}}</time></p>
    <div class="review-body" dir="auto">
{{BODY_HTML:none}}
    </div>
  </article>
  {{/REVIEW}}
  </div>
</section>
{{/REVIEWER_ROW}}
</section>

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
    <p class="review-tool mark-{{POSITION}}" dir="auto">{{NAME}}</p>
    {{#GIVEN}}
    <p class="review-score"><b>{{SCORE}}</b>/100 · <span class="call call-{{CALL}}">{{CALL}}</span> <time datetime="{{REVIEWED_ON}}">{{REVIEWED_WORDS}}</time></p>
    <div class="review-body" dir="auto">
{{BODY_HTML:none}}
    </div>
    {{/GIVEN}}
    {{#MISSING}}
    <p class="review-missing"><bdi>{{REVIEWER}}</bdi> has not reviewed <bdi>{{NAME}}</bdi>.</p>
    {{/MISSING}}
  </article>
  {{/REVIEW}}
  </div>
</section>
{{/REVIEWER_ROW}}
</section>

{{%AUTOESCAPE context="HTML"}}
<section class="answer" id="answer" aria-labelledby="answer-title">
  <h2 id="answer-title" class="label">The answer</h2>
  <p class="answer-sentence">{{SENTENCE}}</p>
  {{#FLIP}}
  <p class="answer-flip">{{FLIP_SENTENCE}}
    {{#TRIAL}}
    <a href="{{TRIAL_URL}}#answer">Try it</a>
    {{/TRIAL}}
  </p>
  {{/FLIP}}
  {{#WEIGHTED}}
  <p class="answer-weights"><b>With your weights:</b> {{WEIGHTS}}. <a href="{{PATH}}#answer">Back to equal weights</a></p>
  {{/WEIGHTED}}
  {{#SCORES}}
  <div class="lines-box">
  <ul class="legend" aria-hidden="true">
    {{#TOOL}}
    <li><svg class="mark mark-{{POSITION}}" width="18" height="18" viewBox="-9 -9 18 18"><path d="{{SHAPE}}"/></svg> <span dir="auto">{{NAME}}</span></li>
    {{/TOOL}}
  </ul>
  <ul class="lines">
    {{#ROW}}
    <li class="{{ROW_CLASS}}">
      <span class="line-name"><bdi>{{REVIEWER}}</bdi>{{#ROW_WEIGHT}} <small>counts {{WEIGHT}}×</small>{{/ROW_WEIGHT}}</span>
      <svg class="line" width="100%" height="{{LINE_HEIGHT}}" aria-hidden="true">
        <line class="scale" x1="0%" y1="{{LINE_Y}}" x2="100%" y2="{{LINE_Y}}"/>
        <line class="span" x1="{{LOW}}%" y1="{{LINE_Y}}" x2="{{HIGH}}%" y2="{{LINE_Y}}"/>
        {{#MARK}}
        <svg class="mark mark-{{POSITION}}" x="{{AT}}%" y="{{MARK_Y}}" overflow="visible"><path d="{{SHAPE}}"/></svg>
        {{/MARK}}
      </svg>
      <span class="line-values">
        {{#VALUE}}
        <span class="{{VALUE_CLASS}}"><span class="visually-hidden"><bdi>{{NAME}}</bdi>: </span><svg class="mark mark-{{POSITION}}" width="12" height="12" viewBox="-9 -9 18 18" aria-hidden="true"><path d="{{SHAPE}}"/></svg> {{POINTS}}</span>
        {{/VALUE}}
      </span>
    </li>
    {{/ROW}}
  </ul>
  <p class="note scale-note">Each line runs from 0 to 100 points.</p>
  </div>
  <p class="reasons"><a href="#decision">See what decides</a> <a href="#scorecard">Read the reasons</a></p>
  <details class="weigh"{{#WEIGHTED}} open{{/WEIGHTED}}>
    <summary>Weigh the reviewers yourself</summary>
    <form method="get" action="{{PATH}}">
      <p>How much should each reviewer count? 0 leaves one out, 5 is the most.</p>
      <div class="weights">
      {{#WEIGHT_FIELD}}
      <p><label for="weight-{{REVIEWER_SLUG}}">{{REVIEWER}}</label>
        <input id="weight-{{REVIEWER_SLUG}}" name="weight.{{REVIEWER_SLUG}}" type="number" min="0" max="5" step="0.1" inputmode="decimal" value="{{WEIGHT}}"></p>
      {{/WEIGHT_FIELD}}
      </div>
      <p><button type="submit">Answer again</button></p>
    </form>
  </details>
  {{/SCORES}}
</section>

{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li aria-current="page">Weekly verdicts</li></ol>
</nav>
<h1>Weekly AI tool verdicts</h1>
<p class="standfirst">One mail a week with what changed: new comparisons, verdicts that turned, and where readers made up their minds. A week without changes sends nothing.</p>
{{#ASKED}}
<p class="hint" role="status">Thank you. If this address can get mail from us and is not subscribed yet, it gets a mail with a link to confirm, which lives 48 hours. Nothing there? Look in the spam folder. An address gets at most one such mail a day, and none for some weeks after a mail to it came back.</p>
{{/ASKED}}
{{>NEWSLETTER}}
<section aria-labelledby="archive-title">
  <h2 id="archive-title">Past issues</h2>
  {{#EMPTY}}
  <p>The first issue is still to come.</p>
  {{/EMPTY}}
  {{#ARCHIVE}}
  <ul class="archive">
    {{#ISSUE_ROW}}
    <li><a href="/newsletter/{{NUMBER}}">{{SUBJECT}}</a> <span class="note">Issue {{NUMBER}}, {{DATE}}</span></li>
    {{/ISSUE_ROW}}
  </ul>
  {{/ARCHIVE}}
  <p class="note">Also as a <a href="/newsletter.atom">feed</a>. To leave, use the link in any mail, or <a href="/newsletter/unsubscribe">ask for one</a>.</p>
</section>

{{%AUTOESCAPE context="HTML"}}
<h1>The link to unsubscribe</h1>
<p><a href="{{LINK}}">This page</a> ends the weekly verdicts for {{MAIL_ADDRESS}}, with one button.</p>
<p class="soft">If you did not ask for it, do nothing: nothing has changed.</p>
<p class="soft">Verdict, <a href="{{SITE_URL}}">{{SITE_URL}}</a></p>

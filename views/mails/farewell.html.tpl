{{%AUTOESCAPE context="HTML"}}
<p>If you did not ask for this, ignore it: nothing has changed.</p>
<h1>The link to unsubscribe</h1>
<p>The page behind this button ends the weekly verdicts for {{MAIL_ADDRESS}}.</p>
<p class="button"><a href="{{LINK}}">Unsubscribe</a></p>
<p class="soft">Or copy this address into your browser:<br><a href="{{LINK}}">{{LINK}}</a></p>
<p class="soft">Verdict, <a href="{{SITE_URL}}">{{SITE_URL}}</a></p>

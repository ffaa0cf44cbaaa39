{{%AUTOESCAPE context="HTML"}}
<p>If you did not ask for this, ignore it: nothing more comes, and we forget the address within a week.</p>
<h1>Please confirm: the weekly AI tool verdicts</h1>
<p>Somebody, we hope you, asked for them to be sent to {{MAIL_ADDRESS}}. To get them, open the page behind this button and press the one there.</p>
<p class="button"><a href="{{LINK}}">Confirm my subscription</a></p>
<p class="soft">Or copy this address into your browser:<br><a href="{{LINK}}">{{LINK}}</a></p>
<p class="soft">The link works once, within 48 hours.</p>
<p class="soft">Verdict, <a href="{{SITE_URL}}">{{SITE_URL}}</a></p>

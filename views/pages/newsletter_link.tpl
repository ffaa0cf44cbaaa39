{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li><a href="/newsletter">Weekly verdicts</a></li></ol>
</nav>
<h1>{{HEADING}}</h1>
<p class="standfirst">{{LEAD}}</p>
{{#ASKED}}
<p class="hint" role="status">If this address can get mail from us and is subscribed, it gets a mail with the link. An address gets at most one such mail a day.</p>
{{/ASKED}}
{{#BUTTON_FORM}}
<form class="signup" method="post" action="{{PATH}}?token={{TOKEN}}"><button>{{BUTTON}}</button></form>
{{/BUTTON_FORM}}
{{#WAYS_ON}}
<p>A slip of the finger? Or shall we forget the address altogether? Otherwise it is erased in 30 days.</p>
<div class="choices">
  <form method="post" action="/newsletter/return?token={{RETURN_TOKEN}}"><button>Subscribe again</button></form>
  <form method="post" action="/newsletter/erase?token={{ERASE_TOKEN}}"><button>Erase my address</button></form>
</div>
{{/WAYS_ON}}
{{#FAREWELL_FORM}}
<form method="post" action="/newsletter/farewell" class="signup">
  <label for="address">Email address</label>
  {{#PROBLEM}}
  <p class="hint" id="address-problem" role="alert">{{PROBLEM_TEXT}}</p>
  {{/PROBLEM}}
  <div class="signup-row">
    <input id="address" name="address" type="email" autocomplete="email" maxlength="254" required value="{{MAIL_ADDRESS}}"{{#PROBLEM}} aria-invalid="true" aria-describedby="address-problem"{{/PROBLEM}}>
    <button>Send me the link</button>
  </div>
</form>
{{/FAREWELL_FORM}}
{{#NEW_LINK}}
<p><a class="action" href="{{PATH}}">{{BUTTON}}</a></p>
{{/NEW_LINK}}

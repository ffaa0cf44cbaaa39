{{%AUTOESCAPE context="HTML"}}
<section class="newsletter" aria-labelledby="newsletter-title">
  <p class="label">Weekly AI Tool Verdicts</p>
  <h2 id="newsletter-title">Get the next comparison in your inbox</h2>
  <p>New AI tools ship daily. We compare them before you waste an afternoon.</p>
  <form method="post" action="/newsletter" class="signup">
    <label for="address">Email address</label>
    {{#PROBLEM}}
    <p class="hint" id="address-problem" role="alert">{{PROBLEM_TEXT}}</p>
    {{/PROBLEM}}
    <div class="signup-row">
      <input id="address" name="address" type="email" autocomplete="email" maxlength="254" required value="{{MAIL_ADDRESS}}"{{#PROBLEM}} aria-invalid="true" aria-describedby="address-problem"{{/PROBLEM}}>
      <button>Subscribe</button>
    </div>
    <p class="visually-hidden" aria-hidden="true"><label for="comment">Leave this empty</label> <input id="comment" name="comment" tabindex="-1" autocomplete="off"></p>
    <p class="note">{{CONSENT}} <a href="/newsletter">Past issues</a></p>
  </form>
</section>

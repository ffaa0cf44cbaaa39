{{%AUTOESCAPE context="HTML"}}
<section class="newsletter" aria-labelledby="newsletter-title">
  <p class="label">Weekly AI Tool Verdicts</p>
  <h2 id="newsletter-title">Get the next comparison in your inbox</h2>
  <p>New AI tools ship daily. We compare them before you waste an afternoon.</p>
  <p class="note">Sign-up is not open yet. Until then, the newest comparisons are on the <a href="/">front page</a>.</p>
</section>

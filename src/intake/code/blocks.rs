//! The blocks of a program: between braces, or by indentation; which are functions, and of what name.

use super::program::{Block, BlockKind, CONTROL, Program};
use super::token::{Kind, Token};

/// Words in the head of a block that holds no statements of a function.
const TYPES: [&str; 11] = [
    "class",
    "struct",
    "interface",
    "enum",
    "impl",
    "trait",
    "namespace",
    "module",
    "object",
    "extends",
    "implements",
];

/// What stands before a block.
struct Head<'s> {
    start: usize,
    kind: BlockKind,
    /// The name of a function.
    name: Option<&'s str>,
}

const FUNCTIONS: [&str; 6] = ["func", "fn", "fun", "function", "def", "sub"];

impl<'s> Program<'s> {
    /// The blocks of a language with braces.
    pub(super) fn braced_blocks(&mut self) {
        let mut open = vec![0];
        for at in 0..self.tokens.len() {
            let current = open.last().copied().unwrap_or(0);
            self.block[at] = current;
            if self.is(at, "{") {
                let Head { start: head, kind, name } = self.head(at);
                let end = self.partner(at);
                self.open_block(Block { parent: current, body: 0, name, kind, head, start: at, end });
                open.push(self.blocks.len() - 1);
            } else if self.is(at, "}") && open.len() > 1 {
                open.pop();
            }
        }
    }

    fn open_block(&mut self, block: Block<'s>) {
        let function = block.kind == BlockKind::Function;
        let body = if function { self.blocks.len() } else { self.function(block.parent) };
        self.blocks.push(Block { body, ..block });
    }

    /// What stands before a brace that opens a block.
    fn head(&self, brace: usize) -> Head<'s> {
        const LONGEST: usize = 40;
        let mut at = brace;
        let mut name = None;
        let mut words = Vec::new();
        let (mut called, mut arrow) = (false, false);
        for _ in 0..LONGEST {
            let Some(token) = self.before(at) else { break };
            match token.text {
                ";" | "{" | "}" | "(" | "[" | "," if token.kind == Kind::Sign => break,
                ")" | "]" if token.kind == Kind::Sign => {
                    let open = self.partner(at - 1);
                    if open >= at {
                        break;
                    }
                    let word = self.before(open).and_then(Token::word);
                    if token.text == ")" {
                        called = true;
                        name = word.filter(|word| !FUNCTIONS.contains(word)).or(name);
                    }
                    at = open;
                }
                "=>" | "->" if token.kind == Kind::Sign => {
                    arrow = true;
                    at -= 1;
                }
                "=" if token.kind == Kind::Sign => {
                    name = self.before(at - 1).and_then(Token::word);
                    at -= 1;
                }
                text => {
                    let first = self.starts_line(at - 1);
                    if token.kind == Kind::Word {
                        words.push(text);
                    }
                    at -= 1;
                    // What stands in the lines above belongs to another statement.
                    if FUNCTIONS.contains(&text) || (called && first) {
                        break;
                    }
                }
            }
        }
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let function =
            has(&FUNCTIONS) || arrow || (called && !has(&CONTROL) && !has(&TYPES) && !has(&["new"]));
        let kind = match () {
            () if function => BlockKind::Function,
            () if has(&TYPES) => BlockKind::Type,
            () if has(&CONTROL) => BlockKind::Control,
            () => BlockKind::Value,
        };
        Head { start: at, kind, name: name.filter(|_| function) }
    }

    /// The blocks of a language that tells them by indentation.
    pub(super) fn indented_blocks(&mut self, source: &str) {
        // The indentation of each open block.
        let mut open: Vec<(usize, usize)> = vec![(0, 0)];
        let mut head = 0;
        for at in 0..self.tokens.len() {
            if self.first[at] && self.within[at].is_none() {
                let indent = self.indent(source, at);
                while open.len() > 1 && open.last().is_some_and(|(_, deep)| *deep > indent) {
                    if let Some((block, _)) = open.pop() {
                        self.blocks[block].end = at;
                    }
                }
                if open.last().is_some_and(|(_, deep)| indent > *deep) {
                    let parent = open.last().map_or(0, |(block, _)| *block);
                    let is_async = usize::from(self.token(head).is_some_and(|token| token.is_word("async")));
                    let first = self.token(head + is_async).and_then(Token::word);
                    let kind = match first {
                        Some("def") => BlockKind::Function,
                        Some("class" | "module") => BlockKind::Type,
                        _ => BlockKind::Control,
                    };
                    let function = kind == BlockKind::Function;
                    let mut name = head + is_async + 1;
                    while self.is(name + 1, ".") {
                        name += 2;
                    }
                    let name = self.token(name).and_then(Token::word).filter(|_| function);
                    let end = self.tokens.len();
                    self.open_block(Block { parent, body: 0, name, kind, head, start: at, end });
                    open.push((self.blocks.len() - 1, indent));
                }
                head = at;
            }
            self.block[at] = open.last().map_or(0, |(block, _)| *block);
        }
    }

    fn indent(&self, source: &str, at: usize) -> usize {
        let place = self.tokens[at].at;
        let line = source.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        place - line
    }
}

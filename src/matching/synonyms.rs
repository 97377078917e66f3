//! Words that people write for a segment of a path: which node of the tree each of them means.

use super::trie::Trie;
use crate::catalog::tables::Synonym;
use crate::model::bare;

/// Which words count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Those that a path is corrected by.
    Correct,
    /// Those that only suggest a path, too.
    Suggest,
}

/// The synonyms of a catalog, by the nodes that they mean.
#[derive(Debug)]
pub(super) struct Synonyms<'c> {
    /// Nodes with their words, in the order of the nodes.
    of_nodes: Vec<(usize, &'c Synonym)>,
}

impl<'c> Synonyms<'c> {
    pub(super) fn new(synonyms: &'c [Synonym], trie: &Trie<'_>, counted: Use) -> Self {
        let count = |synonym: &&Synonym| counted == Use::Suggest || !synonym.only_suggested;
        let placed = synonyms.iter().filter(count).filter_map(|synonym| {
            let node = trie.node_of(&synonym.path)?;
            Some((node, synonym))
        });
        let mut of_nodes: Vec<_> = placed.collect();
        of_nodes.sort_by_key(|(node, _)| *node);
        Self { of_nodes }
    }

    /// Whether a word is written for the literal that leads to a node.
    pub(super) fn stands_for(&self, word: &str, node: usize) -> bool {
        let first = self.of_nodes.partition_point(|(at, _)| *at < node);
        let mut here = self.of_nodes.iter().skip(first).take_while(|(at, _)| *at == node).peekable();
        if here.peek().is_none() {
            return false;
        }
        let word = bare(word);
        here.any(|(_, synonym)| synonym.written.contains(&word))
    }
}

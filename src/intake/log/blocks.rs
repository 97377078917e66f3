//! A long text in blocks of whole lines: they are worked on side by side, and their results come in order.

use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use memchr::{memchr, memrchr};

use crate::limits::MAX_LOG_LINE_BYTES;

/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// The stack of a thread, in bytes: as much as that of the first.
const STACK: usize = 8 << 20;

/// How many blocks are worked on before other threads are asked to help.
const ALONE: usize = 2;

/// How much of a line is held: one that is too long is seen to be, even where its last byte may belong to the line break.
const MAX_HELD: usize = MAX_LOG_LINE_BYTES + 2;

/// A text that arrives bit by bit, cut behind ends of lines.
#[derive(Debug)]
pub(super) struct Blocks<R> {
    reader: R,
    /// The beginning of a line that was read and not yet handed out.
    rest: Vec<u8>,
    ended: bool,
}

/// Whole lines, in room that is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Block {
    room: Vec<u8>,
    length: usize,
}

impl Block {
    pub(super) fn lines(&self) -> &[u8] {
        self.from(0)
    }

    fn from(&self, start: usize) -> &[u8] {
        self.room.get(start..self.length).unwrap_or_default()
    }

    /// Begins anew with these bytes.
    fn begin(&mut self, bytes: &[u8]) {
        self.length = 0;
        self.space(bytes.len()).copy_from_slice(bytes);
        self.length = bytes.len();
    }

    /// Appends what comes next from a reader; false at its end.
    fn read(&mut self, reader: &mut impl Read) -> io::Result<bool> {
        let mut left = CHUNK;
        while left > 0 {
            match reader.read(self.space(left)) {
                Ok(0) => break,
                Ok(read) => {
                    self.length += read;
                    left -= read;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(left < CHUNK)
    }

    /// The room for so much more.
    fn space(&mut self, size: usize) -> &mut [u8] {
        let end = self.length + size;
        if self.room.len() < end {
            self.room.resize(end, 0);
        }
        self.room.get_mut(self.length..end).unwrap_or_default()
    }
}

impl<R: Read> Blocks<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), ended: false }
    }

    /// Fills a block with the next lines; false when none are left. Of one that is too long to be held, only so much
    /// stays that it is seen to be.
    pub(super) fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        block.begin(&self.rest);
        self.rest.clear();
        while !self.ended {
            let mut start = block.length;
            self.ended = !block.read(&mut self.reader)?;
            if start >= MAX_HELD {
                let end = memchr(b'\n', block.from(start)).map_or(block.length, |end| start + end);
                start = MAX_HELD;
                block.room.copy_within(end..block.length, start);
                block.length -= end - start;
            }
            if let Some(end) = memrchr(b'\n', block.from(start)) {
                let next = start + end + 1;
                self.rest.extend_from_slice(block.from(next));
                block.length = next;
                break;
            }
        }
        Ok(block.length > 0)
    }
}

/// Fills blocks until none is left, works on each, on as many threads as there are processors, and hands the results to
/// `each` in the order of the blocks. What is open at once is bounded.
///
/// # Errors
///
/// What `fill` says, after the results of the blocks before.
pub(super) fn in_order<Block: Default, Done: Send>(
    mut fill: impl FnMut(&mut Block) -> io::Result<bool> + Send,
    work: impl Fn(&Block) -> Done + Sync,
    mut each: impl FnMut(Done),
) -> io::Result<()> {
    let mut block = Block::default();
    for _ in 0..ALONE {
        if !fill(&mut block)? {
            return Ok(());
        }
        each(work(&block));
    }
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (open, results) = sync_channel(2 * threads);
    let source = Mutex::new(fill);
    let serve = |open: SyncSender<_>| {
        let mut block = Block::default();
        while let Some(done) = next(&source, &mut block, &open) {
            // Nobody waits for it any more when reading has failed.
            let _ = done.send(work(&block));
        }
    };
    thread::scope(|scope| {
        let start = |_: &usize| {
            let (serve, open) = (&serve, open.clone());
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || serve(open)).is_ok()
        };
        if (0..threads).filter(start).count() == 0 {
            let mut fill = source.lock().unwrap_or_else(PoisonError::into_inner);
            while fill(&mut block)? {
                each(work(&block));
            }
        }
        drop(open);
        for result in results {
            result?.into_iter().for_each(&mut each);
        }
        Ok(())
    })
}

/// Fills a block, once it is one's turn, and opens the place for its result in the order of the blocks.
fn next<Block, Done>(
    source: &Mutex<impl FnMut(&mut Block) -> io::Result<bool>>,
    block: &mut Block,
    open: &SyncSender<io::Result<Receiver<Done>>>,
) -> Option<SyncSender<Done>> {
    let mut fill = source.lock().unwrap_or_else(PoisonError::into_inner);
    let (done, result) = sync_channel(1);
    match fill(block) {
        Ok(true) => open.send(Ok(result)).ok().map(|()| done),
        Ok(false) => None,
        Err(error) => {
            let _ = open.send(Err(error));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &[u8]) -> Vec<Vec<u8>> {
        let mut text = Blocks::new(text);
        let mut block = Block::default();
        std::iter::from_fn(|| text.fill(&mut block).unwrap().then(|| block.lines().to_vec())).collect()
    }

    #[test]
    fn blocks_end_with_lines_and_lose_nothing() {
        let line = b"a line of some length\n";
        let text = line.repeat(3 * CHUNK / line.len());
        let found = blocks(&text);
        assert!(found.len() > 2, "{}", found.len());
        assert!(found.iter().all(|block| block.ends_with(b"\n")));
        assert_eq!(found.concat(), text);
        assert_eq!(blocks(b""), [[0_u8; 0]; 0]);
        assert_eq!(blocks(b"a\nb"), [b"a\n".to_vec(), b"b".to_vec()]);
    }

    #[test]
    fn of_a_line_that_is_too_long_little_is_held() {
        let mut text = vec![b'x'; 3 * MAX_LOG_LINE_BYTES];
        text.extend(b"\nshort\n");
        let found = blocks(&text).concat();
        assert_eq!(found.len(), MAX_HELD + "\nshort\n".len());
        assert!(found.ends_with(b"x\nshort\n"));
        assert_eq!(blocks(&vec![b'x'; 3 * MAX_LOG_LINE_BYTES]).concat().len(), MAX_HELD);
    }

    #[test]
    fn results_come_in_order_and_an_error_ends_them() {
        let slow_first = |block: &usize| {
            thread::sleep(std::time::Duration::from_millis(if *block == ALONE + 1 { 30 } else { 0 }));
            block * 2
        };
        for count in [0, 1, 2, 3, 100] {
            let mut numbers = 1..=count;
            let fill = |block: &mut usize| Ok(numbers.next().map(|number| *block = number).is_some());
            let mut found = Vec::new();
            in_order(fill, slow_first, |done| found.push(done)).unwrap();
            assert_eq!(found, (1..=count).map(|block| block * 2).collect::<Vec<_>>());
        }
        for sound in [0, 1, 2, 15] {
            let mut number = 0;
            let broken = |block: &mut usize| {
                number += 1;
                *block = number;
                if number > sound { Err(io::Error::other("gone")) } else { Ok(true) }
            };
            let mut found = Vec::new();
            let failed = in_order(broken, slow_first, |done| found.push(done)).unwrap_err();
            assert_eq!(failed.to_string(), "gone");
            assert_eq!(found, (1..=sound).map(|block| block * 2).collect::<Vec<_>>());
        }
    }
}

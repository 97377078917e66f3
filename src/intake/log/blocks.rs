//! A long text in blocks of whole lines: they are worked on side by side, and their results come in order.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use memchr::{memchr, memrchr};

use super::lines::MAX_LINE;

/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// The stack of a thread, in bytes: as much as that of the first.
const STACK: usize = 8 << 20;

/// A text that arrives bit by bit, cut behind ends of lines.
#[derive(Debug)]
pub(super) struct Blocks<R> {
    reader: R,
    /// The beginning of a line that was read and not yet handed out.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), ended: false }
    }

    /// The next lines. Of one that is too long to be held, only so much is left that it is seen to be.
    fn block(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut block = Vec::with_capacity(self.rest.len() + CHUNK);
        block.append(&mut self.rest);
        while !self.ended {
            let start = block.len();
            self.ended = self.reader.by_ref().take(CHUNK as u64).read_to_end(&mut block)? == 0;
            if start > MAX_LINE {
                let end = memchr(b'\n', block.get(start..).unwrap_or_default());
                block.drain(MAX_LINE + 1..end.map_or(block.len(), |end| start + end));
            }
            if let Some(end) = memrchr(b'\n', &block) {
                self.rest.extend_from_slice(block.get(end + 1..).unwrap_or_default());
                block.truncate(end + 1);
                return Ok(Some(block));
            }
        }
        Ok(Some(block).filter(|block| !block.is_empty()))
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.block().transpose()
    }
}

/// Works on every block, on as many threads as there are processors, and hands the results to `each` in the order of
/// the blocks. What is open at once is bounded.
pub(super) fn in_order<Block: Send, Done: Send>(
    mut blocks: impl Iterator<Item = io::Result<Block>>,
    work: impl Fn(Block) -> Done + Sync,
    mut each: impl FnMut(Done),
) -> io::Result<()> {
    let Some(first) = blocks.next().transpose()? else { return Ok(()) };
    let Some(second) = blocks.next().transpose()? else {
        each(work(first));
        return Ok(());
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (jobs, waiting) = sync_channel::<(Block, SyncSender<Done>)>(threads);
    let waiting = Mutex::new(waiting);
    let serve = || {
        while let Some((block, done)) = next(&waiting) {
            // Nobody waits for it any more when reading has failed.
            let _ = done.send(work(block));
        }
    };
    let blocks = [Ok(first), Ok(second)].into_iter().chain(blocks);
    thread::scope(|scope| {
        let started = |_: &usize| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, serve).is_ok();
        if (0..threads).filter(started).count() == 0 {
            return blocks.into_iter().try_for_each(|block| block.map(|block| each(work(block))));
        }
        let mut open: VecDeque<Receiver<Done>> = VecDeque::new();
        let mut read = Ok(());
        for block in blocks {
            let (done, result) = sync_channel(1);
            match block {
                Ok(block) => drop(jobs.send((block, done))),
                Err(error) => {
                    read = Err(error);
                    break;
                }
            }
            open.push_back(result);
            if open.len() > 2 * threads {
                open.pop_front().into_iter().flatten().for_each(&mut each);
            }
        }
        drop(jobs);
        open.into_iter().flatten().for_each(&mut each);
        read
    })
}

/// The next job, once there is one.
fn next<Job>(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &[u8]) -> Vec<Vec<u8>> {
        Blocks::new(text).map(Result::unwrap).collect()
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
        let mut text = vec![b'x'; 3 * MAX_LINE];
        text.extend(b"\nshort\n");
        let found = blocks(&text).concat();
        assert_eq!(found.len(), MAX_LINE + 1 + "\nshort\n".len());
        assert!(found.ends_with(b"x\nshort\n"));
        assert_eq!(blocks(&vec![b'x'; 3 * MAX_LINE]).concat().len(), MAX_LINE + 1);
    }

    #[test]
    fn results_come_in_order_and_an_error_ends_them() {
        let slow_first = |block: usize| {
            thread::sleep(std::time::Duration::from_millis(if block == 0 { 30 } else { 0 }));
            block * 2
        };
        for count in [0, 1, 2, 3, 100] {
            let mut found = Vec::new();
            in_order((0..count).map(Ok), slow_first, |done| found.push(done)).unwrap();
            assert_eq!(found, (0..count).map(|block| block * 2).collect::<Vec<_>>());
        }
        let broken = (0..20).map(|block| if block == 15 { Err(io::Error::other("gone")) } else { Ok(block) });
        let mut found = Vec::new();
        assert_eq!(in_order(broken, slow_first, |done| found.push(done)).unwrap_err().to_string(), "gone");
        assert_eq!(found, (0..15).map(|block| block * 2).collect::<Vec<_>>());
    }
}

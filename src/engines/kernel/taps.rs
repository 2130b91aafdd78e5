/// For every output position of one axis, a window of source positions and their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Taps<W> {
    starts: Vec<usize>,
    /// Where each window's weights begin; one more entry than windows.
    offsets: Vec<usize>,
    weights: Vec<W>,
}

impl<W> Taps<W> {
    /// No windows yet.
    pub fn with_capacity(windows: usize) -> Self {
        let mut offsets = Vec::with_capacity(windows + 1);
        offsets.push(0);
        Self { starts: Vec::with_capacity(windows), offsets, weights: Vec::new() }
    }

    /// Adds the window of the next output position.
    pub fn push(&mut self, start: usize, weights: impl IntoIterator<Item = W>) {
        self.starts.push(start);
        self.weights.extend(weights);
        self.offsets.push(self.weights.len());
    }

    /// How many output positions.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// True without output positions.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The window of one output position: its first source position and its weights.
    pub fn window(&self, index: usize) -> (usize, &[W]) {
        (self.starts[index], &self.weights[self.offsets[index]..self.offsets[index + 1]])
    }

    /// All windows in order.
    pub fn windows(&self) -> impl Iterator<Item = (usize, &[W])> {
        (0..self.len()).map(|index| self.window(index))
    }

    /// All weights of all windows.
    pub fn weights(&self) -> &[W] {
        &self.weights
    }

    /// The same windows with other weights.
    pub fn map<V>(&self, change: impl FnMut(&W) -> V) -> Taps<V> {
        let weights = self.weights.iter().map(change).collect();
        Taps { starts: self.starts.clone(), offsets: self.offsets.clone(), weights }
    }

    /// The source positions that any window needs: first, and one past the last.
    pub fn span(&self) -> (usize, usize) {
        let first = self.starts.iter().copied().min().unwrap_or(0);
        let last = self.windows().map(|(start, weights)| start + weights.len()).max().unwrap_or(first);
        (first, last)
    }

    /// The same windows over a source that begins `by` positions later.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        for start in &mut self.starts {
            *start -= by;
        }
        self
    }
}

//! Tables of plain text: the first column to the left, the others to the right.

pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(ToString::to_string).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// A line between groups of rows.
    pub(crate) fn heading(&mut self, text: String) {
        self.rows.push(vec![text]);
    }

    pub(crate) fn print(&self) {
        let columns = self.rows[0].len();
        let full = || self.rows.iter().filter(|row| row.len() > 1);
        let length = |cell: &String| cell.chars().count();
        let widths: Vec<_> = (0..columns).map(|at| full().filter_map(|row| row.get(at)).map(length).max()).collect();
        for row in &self.rows {
            let [first, rest @ ..] = row.as_slice() else { continue };
            let mut line = if rest.is_empty() { first.clone() } else { pad_end(first, widths[0]) };
            for (cell, width) in rest.iter().zip(&widths[1..]) {
                let blanks = width.unwrap_or(0) - length(cell);
                line.push_str(&" ".repeat(blanks + 2));
                line.push_str(cell);
            }
            println!("  {}", line.trim_end());
        }
    }
}

fn pad_end(text: &str, width: Option<usize>) -> String {
    let blanks = width.unwrap_or(0) - text.chars().count();
    format!("{text}{}", " ".repeat(blanks))
}

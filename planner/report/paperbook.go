package report

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// WriteBook writes the paper's tables as a workbook, one sheet each, with the summary and the method on the first.
func (p *Paper) WriteBook(w io.Writer) error {
	head := Table{Name: p.Language.say("说明", "About"), Columns: []Column{{Name: p.Title()}}, Rows: [][]Cell{{word(p.Summary())}}}
	for _, line := range p.Method() {
		head.Rows = append(head.Rows, []Cell{word(line)})
	}
	return WriteBook(w, append([]Table{head}, p.Tables()...))
}

// WriteBook writes tables as a workbook, one sheet each: figures as numbers, unknown ones in words. No cell is a formula,
// whatever a record says.
func WriteBook(w io.Writer, tables []Table) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	styles, err := newStyles(book)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, table := range tables {
		if i == 0 {
			err = book.SetSheetName("Sheet1", table.Name)
		} else {
			_, err = book.NewSheet(table.Name)
		}
		if err == nil {
			err = writeSheet(book, table, styles)
		}
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", table.Name, err)
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

type styles struct{ head, number, share, words int }

func newStyles(book *excelize.File) (s styles, err error) {
	make := func(style *excelize.Style) int {
		if err != nil {
			return 0
		}
		var id int
		id, err = book.NewStyle(style)
		return id
	}
	tenths := `0.0%`
	s.head = make(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	s.number = make(&excelize.Style{NumFmt: 3})
	s.share = make(&excelize.Style{CustomNumFmt: &tenths})
	s.words = make(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	return s, err
}

// widest is the width of a column of words, in letters.
const widest = 46.0

func writeSheet(book *excelize.File, table Table, s styles) error {
	stream, err := book.NewStreamWriter(table.Name)
	if err != nil {
		return err
	}
	for k, column := range table.Columns {
		width := 12.0
		if len(table.Columns) <= 2 {
			width = widest
		} else if !column.Figure {
			width = 22
		}
		if len(table.Columns) == 1 {
			width = 2 * widest
		}
		if err := stream.SetColWidth(k+1, k+1, width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := func(n int, cells []any) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return stream.SetRow(at, cells)
	}
	head := make([]any, len(table.Columns))
	for k, column := range table.Columns {
		head[k] = excelize.Cell{StyleID: s.head, Value: column.Name}
	}
	if err := row(1, head); err != nil {
		return err
	}
	for n, cells := range table.Rows {
		values := make([]any, len(cells))
		for k, cell := range cells {
			switch {
			case cell.Number == nil:
				values[k] = excelize.Cell{StyleID: s.words, Value: cell.Text}
			case cell.Share:
				values[k] = excelize.Cell{StyleID: s.share, Value: *cell.Number}
			default:
				values[k] = excelize.Cell{StyleID: s.number, Value: *cell.Number}
			}
		}
		if err := row(n+2, values); err != nil {
			return err
		}
	}
	return stream.Flush()
}

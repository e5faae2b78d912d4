package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// errNoHeader is turned into a sentence by the reader that knows the file.
var errNoHeader = errors.New("no header")

// errLongRow is met when one row goes on for more than maxRowBytes.
var errLongRow = errors.New("row too long")

func (in *intake) readCSV(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fileError(file, "无法打开（%v）", "cannot be opened (%v)", errors.Unwrap(err))
	}
	defer f.Close()
	encoding, err := detectEncoding(f)
	if err != nil {
		return fileError(file, "无法读取（%v）", "cannot be read (%v)", err)
	}
	s := in.newSheet(filepath.Base(file), encoding)
	if info, err := f.Stat(); err == nil {
		s.bytesTotal = info.Size()
		s.bytesRead = func() int64 {
			at, _ := f.Seek(0, io.SeekCurrent) // a guess is wanted, not an error
			return at
		}
	}
	if err := s.readText(decode(f, encoding)); err != nil {
		return err
	}
	s.finish()
	return nil
}

// readText reads separated text; it is apart from files so that it can be fuzzed.
func (s *sheet) readText(text io.Reader) error {
	name := s.report.File
	buffered := bufio.NewReaderSize(text, 64<<10)
	opening, _ := buffered.Peek(16 << 10)
	switch {
	case bytes.HasPrefix(opening, []byte("PK\x03\x04")):
		return fileError(name, "其实是 XLSX 工作簿，请把扩展名改为 .xlsx", "is a workbook (XLSX) under another name; rename it to .xlsx")
	case bytes.IndexByte(opening, 0) >= 0:
		return fileError(name, "不是文本文件，请另存为 .xlsx 或“CSV UTF-8”后再导入", "is no text file; save it as .xlsx or \"CSV UTF-8\" and load that")
	}
	budget := &budgetReader{source: buffered}
	reader := csv.NewReader(budget)
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator(opening), -1, true
	for {
		budget.left = maxRowBytes
		cells, err := reader.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if err := s.flush(); errors.Is(err, errNoHeader) {
				return noHeaderError(name)
			} else if err != nil {
				return err
			}
			return nil
		case errors.Is(err, errLongRow):
			return fileError(name, "有一行超过 %d 字节，多半是引号没有成对", "has a row longer than %d bytes; most likely a quotation mark is not closed", maxRowBytes)
		case errors.As(err, &wrong):
			return fileError(name, "第 %d 行引号不成对；请把该格放在引号内，并把其中的引号写成两个", "line %d: quotation marks do not match; put the cell in quotation marks and double those inside", wrong.Line)
		case err != nil:
			return fileError(name, "没有读完就中断（%v）", "cannot be read to its end (%v)", err)
		}
		line, _ := reader.FieldPos(0)
		if err := s.take(line, cells); errors.Is(err, errNoHeader) {
			return noHeaderError(name)
		} else if err != nil {
			return err
		}
	}
}

func noHeaderError(file string) error {
	return fileError(file, "前 %d 行没有可识别的表头；请用 --map 列=字段 指定，例如 --map 村庄=village --map X=lon", "has no header row that is recognised in its first %d rows; name its columns with --map column=field, such as --map 村庄=village --map X=lon", maxHeaderRows)
}

// budgetReader ends a row that never ends: the csv package has no limit of its own.
type budgetReader struct {
	source io.Reader
	left   int
}

// Read returns errLongRow once the budget of the row is spent.
func (b *budgetReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.source.Read(p)
	b.left -= n
	return n, err
}

// separator is the one of comma, semicolon and tab that stands most often outside quotation marks in the
// opening of a file; comma among equals.
func separator(opening []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, b := range opening {
		switch b {
		case '"':
			quoted = !quoted
		case ',', ';', '\t':
			if !quoted {
				counts[b]++
			}
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

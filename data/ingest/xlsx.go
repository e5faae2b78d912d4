package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads every sheet whose header is recognised, row by row; the others are named in a notice.
func (in *intake) readXLSX(file string) error {
	name := filepath.Base(file)
	if err := checkWorkbook(file); err != nil {
		return err
	}
	f, err := excelize.OpenFile(file, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxWorkbookBytes, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return fileError(file, "无法作为 XLSX 读取（%v），请在 Excel 或 WPS 中打开并重新另存为 .xlsx", "cannot be read as XLSX (%v); open it in Excel or WPS and save it as .xlsx again", err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) > maxSheets {
		return fileError(file, "有 %d 个工作表，超过上限 %d", "has %d sheets, more than the limit of %d", len(sheets), maxSheets)
	}
	taken := 0
	var others []string
	for _, title := range sheets {
		label := name
		if len(sheets) > 1 {
			label = name + "#" + title
		}
		s := in.newSheet(label, "XLSX")
		s.spreadsheet = true
		err := s.readSheet(f, title)
		switch {
		case errors.Is(err, errNoHeader):
			in.files = in.files[:len(in.files)-1]
			others = append(others, title)
		case err != nil:
			return err
		default:
			taken++
			s.finish()
		}
	}
	if taken == 0 {
		return noHeaderError(file)
	}
	if len(others) > 0 {
		in.notice("%s：没有可识别表头的工作表未读取：%s", "%s: sheets without a recognised header were left out: %s", name, strings.Join(others, ", "))
	}
	return nil
}

// readSheet streams one sheet. Panics of the library on a damaged workbook become errors here: they tell of the
// file, not of our code.
func (s *sheet) readSheet(f *excelize.File, title string) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fileError(s.report.File, "已损坏（%v），请在 Excel 或 WPS 中打开并重新保存", "is damaged (%v); open it in Excel or WPS and save it again", trouble)
		}
	}()
	rows, err := f.Rows(title)
	if err != nil {
		return errNoHeader // a chart sheet holds no rows
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return fileError(s.report.File, "第 %d 行无法读取（%v）", "row %d cannot be read (%v)", line, err)
		}
		if err := s.take(line, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return fileError(s.report.File, "没有读完就中断（%v）", "cannot be read to its end (%v)", err)
	}
	return s.flush()
}

// checkWorkbook looks at the zip directory before anything is unpacked: a small file that unpacks to gigabytes
// is refused, and files that are no XLSX are named for what they are.
func checkWorkbook(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fileError(file, "无法打开（%v）", "cannot be opened (%v)", errors.Unwrap(err))
	}
	defer f.Close()
	opening := make([]byte, 8)
	if n, _ := io.ReadFull(f, opening); n == len(opening) && bytes.Equal(opening, []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}) {
		return fileError(file, "是旧 .xls 或带密码的工作簿，请去掉密码另存为 .xlsx", "is an old .xls or a workbook with a password; save it as .xlsx without one")
	}
	info, err := f.Stat()
	if err != nil {
		return fileError(file, "无法读取（%v）", "cannot be read (%v)", err)
	}
	archive, err := zip.NewReader(f, info.Size())
	if err != nil {
		return fileError(file, "不是 XLSX 工作簿（%v），请在 Excel 或 WPS 中打开并另存为 .xlsx", "is no XLSX workbook (%v); open it in Excel or WPS and save it as .xlsx", err)
	}
	if len(archive.File) > maxWorkbookParts {
		return fileError(file, "含 %d 个部件，超过上限 %d", "holds %d parts, more than the limit of %d", len(archive.File), maxWorkbookParts)
	}
	var unpacked uint64
	for _, entry := range archive.File {
		if unpacked += entry.UncompressedSize64; entry.UncompressedSize64 > maxWorkbookBytes || unpacked > maxWorkbookBytes {
			return fileError(file, "解压后有 %s，不像县里的工作簿", "unpacks to %s; that is no workbook of a county", fmt.Sprintf("more than %d MB", maxWorkbookBytes>>20))
		}
	}
	return nil
}

package ingest

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// detectEncoding reads the whole file once: a byte order mark decides, else valid UTF-8 is UTF-8 and anything
// else is GB18030, which takes in GBK and GB 2312. The file is left at its start.
func detectEncoding(file *os.File) (string, error) {
	defer file.Seek(0, io.SeekStart) //nolint:errcheck // the next read reports it
	buffered := bufio.NewReaderSize(file, 64<<10)
	mark, _ := buffered.Peek(4)
	switch {
	case bytes.HasPrefix(mark, []byte{0xEF, 0xBB, 0xBF}):
		return "UTF-8 with BOM", nil
	case bytes.HasPrefix(mark, []byte{0xFF, 0xFE}):
		return "UTF-16LE", nil
	case bytes.HasPrefix(mark, []byte{0xFE, 0xFF}):
		return "UTF-16BE", nil
	}
	chunk := make([]byte, 64<<10)
	kept := 0 // bytes of a rune cut by the end of a chunk
	for {
		n, err := io.ReadFull(buffered, chunk[kept:])
		text := chunk[:kept+n]
		for len(text) > 0 {
			if text[0] < utf8.RuneSelf {
				text = text[1:]
				continue
			}
			r, size := utf8.DecodeRune(text)
			if r == utf8.RuneError && size == 1 {
				if err == nil && !utf8.FullRune(text) {
					break
				}
				return "GB18030", nil
			}
			text = text[size:]
		}
		kept = copy(chunk, text)
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return "UTF-8", nil
		default:
			return "", err
		}
	}
}

// decode returns the text of a reader as UTF-8 without a byte order mark.
func decode(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case "UTF-8 with BOM":
		return transform.NewReader(r, unicode.UTF8BOM.NewDecoder())
	case "UTF-16LE":
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case "UTF-16BE":
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case "GB18030":
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	}
	return r
}

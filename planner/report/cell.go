package report

import (
	"strconv"
	"strings"
)

// Harmless defuses a cell that a spreadsheet would run as a formula: names come from files that anybody may have written. A plain number may begin with a minus sign: longitudes west of Greenwich do.
func Harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil && cell[0] == '-' {
		return cell
	}
	return "'" + cell
}

package ingest

import (
	"regexp"
	"strings"

	"cuntong/data"
)

// lostDigits is the remedy for a code that a spreadsheet turned into a floating-point number.
func lostDigits() words {
	return say("应为 12 位代码；表格软件已截去后几位，请在 Excel 或 WPS 中把该列设为文本格式，重新填写后导出", "a code of twelve digits; the spreadsheet has cut it: format the column as text in Excel or WPS, fill it in again and export")
}

// scientific is a number as Excel shows long codes: 3.70522E+11.
var scientific = regexp.MustCompile(`^([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})$`)

// cleanCode strips what spreadsheets put around a code: blanks, a leading apostrophe, ".0". A code in
// scientific notation is restored where all twelve digits are still there, and refused otherwise: trailing zeros
// may be digits that were lost. The expectation is empty where the code is sound.
func cleanCode(text string) (code string, expected words) {
	code = strings.ReplaceAll(strings.Trim(strings.TrimSpace(halfWidth(text)), "'’‘`\""), " ", "")
	if parts := scientific.FindStringSubmatch(code); parts != nil {
		digits := parts[1] + parts[2]
		if parts[3] != "11" || len(digits) != 12 {
			return "", lostDigits()
		}
		return digits, words{}
	}
	if whole, fraction, found := strings.Cut(code, "."); found && strings.Trim(fraction, "0") == "" {
		code = whole
	}
	return code, words{}
}

func allDigits(code string) bool { return code != "" && strings.Trim(code, "0123456789") == "" }

// areaCode cleans and checks the code of an area in any of the lengths that people use.
func areaCode(text string) (code string, expected words) {
	code, expected = cleanCode(text)
	if !expected.none() {
		return "", expected
	}
	code, err := data.AreaCode(code)
	if err != nil {
		return "", say("应为 6、9 或 12 位区划代码", "a division code of 6, 9 or 12 digits")
	}
	return code, words{}
}

// settlementCode cleans and checks a twelve-digit settlement code.
func settlementCode(text string) (code string, expected words) {
	code, expected = cleanCode(text)
	switch {
	case !expected.none():
		return "", expected
	case !allDigits(code) || len(code) != 12:
		return "", say("应为 12 位统计用区划代码（若该列是别的内容，请加 --map COLUMN=ignore）", "a statistical code of twelve digits (if the column holds something else, say --map COLUMN=ignore)")
	case strings.HasSuffix(code, "000"):
		return "", say("应为居民点代码；以 000 结尾的是乡镇代码", "the code of a settlement; one that ends in 000 is a town's")
	}
	return code, words{}
}

func townOf(settlement string) string { return settlement[:9] + "000" }

func settlementKind(code string) data.SettlementKind {
	switch code[9] {
	case '0', '1':
		return data.KindResidents
	case '2', '3':
		return data.KindVillage
	}
	return data.KindPseudo
}

func townKind(code string) data.AreaKind {
	switch code[6] {
	case '0':
		return data.KindSubdistrict
	case '1':
		return data.KindTown
	case '2', '3':
		return data.KindTownship
	}
	return data.KindZone
}

// countyKind tells statistical counties, whose last digits run from 71 to 79 (development zones that the
// yearbooks list like counties), from those of GB/T 2260.
func countyKind(code string) data.AreaKind {
	if code[4] == '7' && code[5] != '0' {
		return data.KindStatistical
	}
	return data.KindCounty
}

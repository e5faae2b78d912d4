package ingest

import (
	"fmt"
	"path/filepath"
	"strings"

	"cuntong/data"
)

// Notice is a remark on a load in both languages.
type Notice struct {
	ZH string `json:"zh" doc:"In Chinese"`
	EN string `json:"en" doc:"In English"`
}

// words is what is said to a person, in both languages; the zero value says nothing.
type words struct{ zh, en string }

// say fills both sentences with the same arguments; a sentence that needs another order numbers them (%[2]s).
func say(zh, en string, args ...any) words {
	if len(args) == 0 {
		return words{zh, en}
	}
	return words{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// none reports that nothing is said.
func (w words) none() bool { return w == words{} }

// replaced puts a word in place of another in both languages.
func (w words) replaced(old, with string) words {
	return words{strings.ReplaceAll(w.zh, old, with), strings.ReplaceAll(w.en, old, with)}
}

// Refusal names a row that was not taken, why, and by its expectation the way out.
type Refusal struct {
	File       string `json:"file" doc:"Its file"`
	Line       int    `json:"line" doc:"Of CSV the line, of XLSX the row, of GeoJSON the number of the feature"` // of CSV the line, of XLSX the row, of GeoJSON the number of the feature; 1-based
	Field      string `json:"field" doc:"Header of the column, or what is wrong"`
	Value      string `json:"value" doc:"As it stands; empty: nothing is there"`
	Expected   string `json:"expected" doc:"What was expected, in English"`          // in English
	ExpectedZH string `json:"expected_zh" doc:"The same in Chinese, a whole clause"` // the same in Chinese, a whole clause
}

// Sentence says the refusal in one line of Chinese.
func (r Refusal) Sentence() string {
	place := fmt.Sprintf("第 %d 行", r.Line)
	if ext := strings.ToLower(filepath.Ext(r.File)); ext == ".geojson" || ext == ".json" {
		place = fmt.Sprintf("第 %d 个要素", r.Line)
	}
	if r.Value == "" {
		return fmt.Sprintf("%s %s，%s（空）：%s", r.File, place, fieldZH(r.Field), r.ExpectedZH)
	}
	return fmt.Sprintf("%s %s，%s“%s”：%s", r.File, place, fieldZH(r.Field), r.Value, r.ExpectedZH)
}

// SentenceEN is Sentence in English.
func (r Refusal) SentenceEN() string {
	return fmt.Sprintf("%s line %d: %s %q refused: expected %s", r.File, r.Line, r.Field, r.Value, r.Expected)
}

// String is Sentence.
func (r Refusal) String() string { return r.Sentence() }

// fieldZH names a field that has no column in the file; the header of a column stays as it is.
func fieldZH(name string) string {
	switch name {
	case "position":
		return "坐标"
	case "geometry":
		return "图形"
	case "cells":
		return "单元格"
	case "village":
		return "村"
	case "town":
		return "乡镇"
	case "town_code":
		return "乡镇代码"
	case "county_code":
		return "县区代码"
	case "code", "stat_code":
		return "代码"
	case "id":
		return "编号"
	case "name":
		return "名称"
	case "parent":
		return "上级"
	case "settlement_code":
		return "居民点代码"
	case "facility_id":
		return "网点编号"
	case "operator":
		return "运营主体"
	case "service_mode":
		return "服务方式"
	case "lon/lat":
		return "经度/纬度"
	}
	return name
}

// fileError is trouble with a whole file: the file, a clause in Chinese and the same in English.
func fileError(file, zh, en string, args ...any) error {
	said := say(zh, en, args...)
	return fmt.Errorf("%s %s / %s: %w", filepath.Base(file), said.zh, said.en, data.ErrInvalid)
}

// loadError is trouble with the whole load, like fileError without a file.
func loadError(zh, en string, args ...any) error {
	said := say(zh, en, args...)
	return fmt.Errorf("%s / %s: %w", said.zh, said.en, data.ErrInvalid)
}

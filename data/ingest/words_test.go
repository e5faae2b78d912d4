package ingest

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"cuntong/geo"
)

func TestARefusalSpeaksChineseFirst(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.WGS84, Known: knownVillages(t)}, "testdata/wrong-population-negative.csv")
	const want = "wrong-population-negative.csv 第 2 行，人口（人）“-5”：应为不小于 0 的整数"
	if got := r.Refused[0].Sentence(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	text, err := json.Marshal(r.Refused[0])
	if err != nil || !strings.Contains(string(text), `"expected":"a whole number of at least 0","expected_zh":"应为不小于 0 的整数"`) {
		t.Errorf("got %s (%v)", text, err)
	}
	if notice, err := json.Marshal(Notice{"甲", "a"}); err != nil || string(notice) != `{"zh":"甲","en":"a"}` {
		t.Errorf("got %s (%v)", notice, err)
	}
}

func TestEveryRefusalNoticeAndFileErrorHasBothLanguages(t *testing.T) {
	chinese := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && !strings.Contains(text, "%!")
	}
	known := knownVillages(t)
	var files []string
	for _, c := range wrongCases() {
		files = append(files, filepath.Join("testdata", c.file))
	}
	for _, good := range []string{"good-facilities.csv", "good-services.csv", "good-counties.geojson", "good-villages-gcj02.geojson", "good-two-row-header.csv"} {
		files = append(files, filepath.Join("testdata", good))
	}
	for _, file := range append(files, "testdata/nowhere.csv", "testdata") {
		for _, datum := range []geo.Datum{"", geo.WGS84} {
			r, err := Read(context.Background(), []string{file}, Options{Datum: datum, Known: known})
			if err != nil {
				zh, en, found := strings.Cut(err.Error(), " / ")
				if zh = strings.TrimPrefix(zh, filepath.Base(file)); !found || !chinese(zh) || en == "" || strings.Contains(en, "%!") {
					t.Errorf("%s: %v does not begin with Chinese and go on with English", file, err)
				}
				continue
			}
			for _, refusal := range r.Refused {
				if !chinese(refusal.ExpectedZH) || refusal.Expected == "" || strings.Contains(refusal.SentenceEN(), "%!") {
					t.Errorf("%+v", refusal)
				}
			}
			for _, notice := range r.Notices {
				if !chinese(notice.ZH) || notice.EN == "" || strings.Contains(notice.EN, "%!") {
					t.Errorf("%+v", notice)
				}
			}
		}
	}
}

package feature

import (
	"encoding/json"
	"math"
	"testing"
	"unicode/utf8"
)

func FuzzText(f *testing.F) {
	for _, text := range []string{"", "村通", "a\"b\\c", "\x00\x1f\n\r\t", "<script>&", "\xff\xfe村", "\u2028\u2029", "\U0001f600"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := AppendText([]byte("x"), text)
		want, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var back, meant string
		if err := json.Unmarshal(got[1:], &back); err != nil {
			t.Fatalf("%q: %s: %v", text, got, err)
		}
		if err := json.Unmarshal(want, &meant); err != nil {
			t.Fatal(err)
		}
		if back != meant || !utf8.Valid(got) {
			t.Errorf("%q: got %s, want %s", text, got[1:], want)
		}
	})
}

func TestNumbersComeBackAsTheyWere(t *testing.T) {
	for _, v := range []float64{0, 1, -1, 118.5, 0.1, 1e-7, -1e-300, 1e21, 1e300, math.MaxFloat64, math.SmallestNonzeroFloat64, 123456789012} {
		var back float64
		if text := AppendNumber(nil, v); json.Unmarshal(text, &back) != nil || back != v {
			t.Errorf("%v became %s", v, text)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := string(AppendNumber(nil, v)); got != "null" {
			t.Errorf("%v became %s", v, got)
		}
	}
}

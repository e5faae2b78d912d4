package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"
)

// threeLines are lines of a log as they are written, one of them with every field.
func threeLines(t *testing.T) []Change {
	t.Helper()
	var head ChainHead
	var log []Change
	for _, c := range []Change{
		{Kind: "batch", Key: "empty", Note: ChangeNote{At: time.Date(2026, 1, 2, 3, 4, 5, 678_999_999, time.UTC)}},
		{Kind: "facility", Key: "F-1", Version: 2, Before: `{"Name":"老站"}`, After: `{"Name":"新站"}`,
			Note: ChangeNote{Actor: "张三", Action: "edit", Reason: "迁址", At: time.Date(2026, 11, 26, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))}},
		{Kind: "facility", Key: "F-2", Version: 1, After: `{}`, Note: ChangeNote{At: time.Date(2026, 11, 26, 1, 0, 0, 1_000_000, time.UTC)}},
		{Kind: "facility", Key: "F-3", Version: 1, After: `{}`, Note: ChangeNote{At: time.Date(2026, 11, 26, 1, 0, 0, 2_000_000, time.UTC)}},
		{Kind: "facility", Key: "F-4", Version: 1, After: `{}`, Note: ChangeNote{At: time.Date(2026, 11, 26, 1, 0, 0, 3_000_000, time.UTC)}},
	} {
		c, err := c.Chained(head)
		if err != nil {
			t.Fatal(err)
		}
		head = c.Head()
		log = append(log, c)
	}
	return log
}

// Another program can be checked against these: FORMAT.md of the stores shows the first two.
func TestTheHashOfALineIsOverItsFieldsAndTheHashBefore(t *testing.T) {
	log := threeLines(t)
	first := sha256.Sum256([]byte("16:cuntong-change-1,0:,1:1,24:2026-01-02T03:04:05.678Z,0:,0:,0:,5:batch,5:empty,1:0,0:,0:,"))
	if want := hex.EncodeToString(first[:]); log[0].Hash != want {
		t.Fatalf("line 1: %s, want %s", log[0].Hash, want)
	}
	second := sha256.Sum256([]byte("16:cuntong-change-1,64:" + log[0].Hash + ",1:2,24:2026-11-26T01:00:00.000Z,6:张三,4:edit,6:迁址,8:facility,3:F-1,1:2,17:{\"Name\":\"老站\"},17:{\"Name\":\"新站\"},"))
	if want := hex.EncodeToString(second[:]); log[1].Hash != want {
		t.Fatalf("line 2: %s, want %s", log[1].Hash, want)
	}
	for i, want := range []string{"1e976045c212239dec40b91d92810b69517975f4bbdb75ed8202ac454b9fe017", "4bfb78206f79dfd1bd2a49abab5f1ffe72fd9e28bf2ea4cfec8367a2ae7cfea9"} {
		if log[i].Hash != want {
			t.Errorf("line %d: %s, expected for ever %s", i+1, log[i].Hash, want)
		}
	}
}

func TestALogIsWholeOrItsFirstBrokenLineIsNamed(t *testing.T) {
	rehash := func(log []Change, from int) {
		for i := from; i < len(log); i++ {
			log[i].Hash = log[i].HashUpon(log[i-1].Hash)
		}
	}
	for name, c := range map[string]struct {
		harm func(log []Change) []Change
		says string
	}{
		"whole":               {func(log []Change) []Change { return log }, ""},
		"empty":               {func([]Change) []Change { return nil }, ""},
		"cut at the end":      {func(log []Change) []Change { return log[:3] }, ""}, // a chain alone cannot know
		"a byte":              {func(log []Change) []Change { log[1].After = `{"Name":"新点"}`; return log }, "line 2 was changed after it was written, or line 1"},
		"a byte of the first": {func(log []Change) []Change { log[0].Key = "emptx"; return log }, "line 1 was changed"},
		"a byte of the last":  {func(log []Change) []Change { log[4].Note.Actor = "x"; return log }, "line 5, the last"},
		"a microsecond":       {func(log []Change) []Change { log[2].Note.At = log[2].Note.At.Add(time.Microsecond); return log }, "line 3 was changed"},
		"a byte, hashed anew": {func(log []Change) []Change {
			log[1].Note.Actor = "李四"
			log[1].Hash = log[1].HashUpon(log[0].Hash)
			return log
		}, "line 3 was changed after it was written, or line 2 was written anew"},
		"all anew from there": {func(log []Change) []Change { log[1].Note.Actor = "李四"; rehash(log, 1); return log }, ""}, // only a head written down shows it
		"one taken out":       {func(log []Change) []Change { return append(log[:2], log[3:]...) }, "line 3 is missing"},
		"two taken out":       {func(log []Change) []Change { return append(log[:1], log[3:]...) }, "lines 2 to 3 are missing"},
		"the first taken out": {func(log []Change) []Change { return log[1:] }, "line 1 is missing"},
		"taken out and renumbered": {func(log []Change) []Change {
			log = append(log[:2], log[3:]...)
			log[2].Seq, log[3].Seq = 3, 4
			return log
		}, "line 3 was not written upon line 2"},
		"exchanged": {func(log []Change) []Change {
			log[1], log[2] = log[2], log[1]
			log[1].Seq, log[2].Seq = 2, 3
			return log
		}, "line 2 was not written upon line 1"},
		"put in": {func(log []Change) []Change {
			made, err := Change{Kind: "facility", Key: "F-9", Note: ChangeNote{At: time.Unix(0, 0)}}.Chained(log[1].Head())
			if err != nil {
				t.Fatal(err)
			}
			log = append(log[:2:2], append([]Change{made}, log[2:]...)...)
			for i := range log {
				log[i].Seq = int64(i + 1)
			}
			return log
		}, "line 4 was not written upon line 3"},
		"put in without a hash": {func(log []Change) []Change { return append(log, Change{Seq: 6, Kind: "facility"}) }, "line 6 has no hash"},
	} {
		t.Run(name, func(t *testing.T) {
			var k ChainCheck
			for _, line := range c.harm(threeLines(t)) {
				k.Line(line)
			}
			seen, wrong := k.End()
			if c.says == "" && len(wrong) > 0 || c.says != "" && (len(wrong) == 0 || !strings.Contains(wrong[0], c.says)) {
				t.Errorf("says %q, %q; want first %q", seen, wrong, c.says)
			}
		})
	}
}

func TestLinesThatWereChainedLaterAreSaidToBe(t *testing.T) {
	log := threeLines(t)
	late, err := LateChain(5, 10, time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)).Chained(log[4].Head())
	if err != nil {
		t.Fatal(err)
	}
	var k ChainCheck
	for _, line := range append(log, late) {
		k.Line(line)
	}
	if seen, wrong := k.End(); len(wrong) > 0 || seen != "6 lines in one chain, lines 1-5 chained on 2026-11-26 only" {
		t.Errorf("%q, %q", seen, wrong)
	}
}

func TestAHeadIsReadAsItWasWrittenDown(t *testing.T) {
	head := threeLines(t)[1].Head()
	if got, err := ParseChainHead(" " + strings.ToUpper(head.String()) + "\n"); err != nil || got != head {
		t.Errorf("got %v, %v; want %v", got, err, head)
	}
	for _, bad := range []string{"", "2", "2:", "2:abc", "0:" + head.Hash, "x:" + head.Hash, head.Hash, "2:" + head.Hash + "00"} {
		if _, err := ParseChainHead(bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v, want ErrInvalid", bad, err)
		}
	}
}

func TestALineThatNoStoreCanKeepIsRefused(t *testing.T) {
	for _, reason := range []string{"a\x00b", "\xff"} {
		if _, err := (Change{Note: ChangeNote{Reason: reason}}).Chained(ChainHead{}); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v, want ErrInvalid", reason, err)
		}
	}
}

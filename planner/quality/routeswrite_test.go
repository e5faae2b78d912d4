package quality

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path"
	"strings"
	"syscall"
	"testing"
)

var routesWrite = flag.String("routes-write", "", "with -routes: put the figures under their heading into this document")

// routesFigure is what one published routing instance came to.
type routesFigure struct {
	key              string
	known, got       float64
	vehicles, over   int // over: more than the best known answer has, where vehicles go first
	vehiclesFirst    bool
	bound            float64 // per cent of the objective
	seconds          float64
	steps, megabytes int64
}

func (f *routesFigure) gap() float64 { return 100 * (f.got/f.known - 1) }

// reached reports whether the answer is as good as the best known one, but for the rounding of the list.
func (f *routesFigure) reached() bool { return f.over < 0 || f.over == 0 && f.got <= f.known+0.011 }

// routesSection renders a set of figures: what they come to, and each. Where vehicles go first, gaps are only taken where there are as many as
// in the best known answer.
func routesSection(heading, how string, figures []routesFigure) string {
	sum, count, worst, reached, over, seconds, most := 0.0, 0, math.Inf(-1), 0, 0, 0.0, int64(0)
	name := ""
	var rows strings.Builder
	for i := range figures {
		f := &figures[i]
		if f.over == 0 {
			sum, count = sum+f.gap(), count+1
			if f.gap() > worst {
				worst, name = f.gap(), path.Base(f.key)
			}
		}
		if f.reached() {
			reached++
		}
		if f.over > 0 {
			over++
		}
		seconds, most = seconds+f.seconds, max(most, f.megabytes)
		vehicles := fmt.Sprint(f.vehicles)
		if f.vehiclesFirst {
			vehicles += fmt.Sprintf(" (%+d)", f.over)
		}
		fmt.Fprintf(&rows, "| %s | %.2f | %.2f | %.3f | %s | %.1f | %.1f |\n", path.Base(f.key), f.known, f.got, f.gap(), vehicles, f.bound, f.seconds)
	}
	text := fmt.Sprintf("### %s\n%d rows: mean gap %.3f %%, worst %.3f %% (%s), best known reached on %d", heading, len(figures), sum/float64(max(1, count)), worst, name, reached)
	if over > 0 || len(figures) > 0 && figures[0].vehiclesFirst {
		text += fmt.Sprintf(", more vehicles on %d (those are not in the gaps)", over)
	}
	return text + fmt.Sprintf("; %.0f s, at most %d MB. %s\n\n| instance | best known | got | gap %% | vehicles | bound %% | s |\n|---|---|---|---|---|---|---|\n%s", seconds, most, how, rows.String())
}

// writeSection puts a section in place of the one with its heading, or at the end of a document's chapter.
func writeSection(t *testing.T, document, chapter, section string) {
	t.Helper()
	data, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(document, []byte(withSection(string(data), chapter, section)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func withSection(text, chapter, section string) string {
	heading, _, _ := strings.Cut(section, "\n")
	if begin := strings.Index(text, heading+"\n"); begin >= 0 {
		end := len(text)
		if next := strings.Index(text[begin+1:], "\n##"); next >= 0 {
			end = begin + 1 + next + 1
		}
		return text[:begin] + strings.TrimRight(section, "\n") + "\n\n" + text[end:]
	}
	begin := strings.Index(text, chapter+"\n")
	if begin < 0 {
		return strings.TrimRight(text, "\n") + "\n\n" + chapter + "\n\n" + section
	}
	end := len(text)
	if next := strings.Index(text[begin+1:], "\n## "); next >= 0 {
		end = begin + 1 + next + 1
	}
	return strings.TrimRight(text[:end], "\n") + "\n\n" + strings.TrimRight(section, "\n") + "\n\n" + text[end:]
}

func TestASectionOfADocumentIsReplacedByItsHeading(t *testing.T) {
	text := "# a\n\n## Routes\nwords\n\n## Next\nend\n"
	one := withSection(text, "## Routes", "### set, 1 s\nold\n")
	two := withSection(withSection(one, "## Routes", "### other, 1 s\nrows\n"), "## Routes", "### set, 1 s\nnew\n")
	if want := "# a\n\n## Routes\nwords\n\n### set, 1 s\nnew\n\n### other, 1 s\nrows\n\n## Next\nend\n"; two != want {
		t.Errorf("got %q, want %q", two, want)
	}
}

// megabytes is the most memory that the process has held so far.
func megabytes(t *testing.T) int64 {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return usage.Maxrss / 1024
}

package quality

import (
	"strings"
	"testing"
)

func TestProgrammesForOtherSolversSayTheSame(t *testing.T) {
	one := int64(1)
	for _, c := range []struct {
		name, text string
		q          Question
		want       string
	}{
		{"set covering", "2 2\n5 6\n1\n1\n2\n1 2\n", Question{Model: "scp"},
			"NAME scp FREE\nROWS\n N cost\n G r0\n G r1\nCOLUMNS\n M1 'MARKER' 'INTORG'\n x0 cost 5\n x0 r0 1\n x0 r1 1\n x1 cost 6\n x1 r1 1\n M2 'MARKER' 'INTEND'\n" +
				"RHS\n rhs r0 1\n rhs r1 1\nBOUNDS\n UP b x0 1\n UP b x1 1\nENDATA\n"},
		{"customers with the same sites are one row", "1 2\nF 0 0 0 5\nC 0 0 1 4\nC 1 1 0 2\n", Question{Model: "mclp", P: &one, Radius: "2"},
			"NAME mclp FREE\nROWS\n N cost\n L r0\n L new\nCOLUMNS\n M1 'MARKER' 'INTORG'\n x0 new 1\n x0 r0 -1\n M2 'MARKER' 'INTEND'\n y0 cost -6\n y0 r0 1\n" +
				"RHS\n rhs new 1\nBOUNDS\n UP b x0 1\n UP b y0 1\nENDATA\n"},
		{"facilities with shared customers", "1 1\n 5 7.5\n 4\n 2\n", Question{Model: "cflp"},
			"NAME cflp FREE\nROWS\n N cost\n E r0\n L c0\n L o0_0\nCOLUMNS\n M1 'MARKER' 'INTORG'\n x0 cost 75\n x0 c0 -5\n x0 o0_0 -1\n M2 'MARKER' 'INTEND'\n" +
				" a0_0 cost 20\n a0_0 r0 1\n a0_0 o0_0 1\n a0_0 c0 4\nRHS\n rhs r0 1\nBOUNDS\n UP b x0 1\n UP b a0_0 1\nENDATA\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := readText(c.text, c.q)
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			if err := in.WriteMPS(&text); err != nil {
				t.Fatal(err)
			}
			if text.String() != c.want {
				t.Errorf("got\n%s\nwant\n%s", text.String(), c.want)
			}
		})
	}
	in, err := readText("2 1 1\n1 2 5\n", Question{Model: "pcenter"})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.WriteMPS(&strings.Builder{}); err == nil {
		t.Error("pcenter was written")
	}
}

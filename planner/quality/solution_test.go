package quality

import (
	"strings"
	"testing"

	"cuntong/planner"
	"cuntong/planner/verify"
)

const (
	twoMedians = "4 3 2\n1 2 5\n2 3 4\n3 4 1\n" // a path 1 – 2 – 3 – 4
	splitFile  = "2 2\n 5 7.5 \n 5 1 \n 4\n 2 8\n 4\n 1 4\n"
)

func TestSolutionFilesAreRecounted(t *testing.T) {
	for _, c := range []struct {
		name, file, solution, want string
	}{
		{"a right answer", twoMedians, `{"instance":"x","model":"pmedian","objective":6,"open":[1,3],"assignment":[1,3,3,3]}`, "verify: objective says 6"},
		{"the nearest site serves where no assignment is given", twoMedians, `{"model":"pmedian","objective":5,"open":[1,3]}`, ""},
		{"a status and a bound", twoMedians, `{"model":"pmedian","status":"optimal","objective":5,"bound":5,"open":[1,3]}`, ""},
		{"a bound on the wrong side", twoMedians, `{"model":"pmedian","objective":5,"bound":6,"open":[1,3]}`, "verify: bound 6 is above the objective 5"},
		{"optimal without a bound", twoMedians, `{"model":"pmedian","status":"optimal","objective":5,"open":[1,3]}`, "verify: status"},
		{"too many sites", twoMedians, `{"model":"pmedian","objective":1,"open":[1,2,3]}`, "verify: 3 new sites"},
		{"a centre, with what breaks its ties", twoMedians, `{"model":"pcenter","objective":4,"second":6,"open":[1,3]}`, "verify: second figure says 6, recounted 5"},
		{"a centre without it", twoMedians, `{"model":"pcenter","objective":4,"open":[1,3]}`, ""},
		{"a site that is not in the file", twoMedians, `{"model":"pmedian","objective":1,"open":[0,2]}`, "open[0] is 0, expected 1 to 4"},
		{"half a unit where costs are whole", twoMedians, `{"model":"pmedian","objective":5.5,"open":[1,3]}`, "objective is 5.5, expected a whole number of 1/1"},
		{"another p", twoMedians, `{"model":"pmedian","p":1,"objective":10,"open":[3]}`, "verify: objective says 10"},
		{"shares of customers", splitFile, `{"model":"cflp","objective":13.75,"open":[1,2],
			"shares":[{"demand":1,"site":1,"load":4},{"demand":2,"site":1,"load":1},{"demand":2,"site":2,"load":3}]}`, ""},
		{"shares above a capacity", splitFile, `{"model":"cflp","objective":11.5,"open":[1],
			"shares":[{"demand":1,"site":1,"load":4},{"demand":2,"site":1,"load":4}]}`, "verify: site 0 "},
		{"whole customers", splitFile, `{"model":"cflp","single_source":true,"objective":14.5,"open":[1,2],"assignment":[1,2]}`, ""},
		{"fixed and other costs", splitFile, `{"model":"uflp","objective":10.5,"open":[1]}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			solution, err := ReadSolution(strings.NewReader(c.solution), "solution")
			if err != nil {
				t.Fatal(err)
			}
			in, err := readText(c.file, solution.Question())
			if err != nil {
				t.Fatal(err)
			}
			answer, err := solution.Answer(in)
			if err == nil {
				err = verify.Siting(in.Siting, answer)
			}
			if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if err != nil {
				return
			}
			var text strings.Builder
			if err := in.Solution(answer).Write(&text); err != nil {
				t.Fatal(err)
			}
			again, err := ReadSolution(strings.NewReader(text.String()), "again")
			if err != nil {
				t.Fatal(err)
			}
			answer, err = again.Answer(in)
			if err == nil {
				err = verify.Siting(in.Siting, answer)
			}
			if err != nil {
				t.Errorf("what was written does not pass: %v\n%s", err, text.String())
			}
		})
	}
}

func TestBlockedDemandsOfACoverAreFound(t *testing.T) {
	in, err := readText("1 2\nF 0 0 0 1\nC 0 1 0 1\nC 1 9 0 1\n", Question{Model: "lscp", Radius: "2"})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := Solution{Model: "lscp", Status: planner.Infeasible, Objective: "1", Open: []int{0}}.Answer(in)
	if err == nil {
		err = verify.Siting(in.Siting, answer)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestWrongSolutionFilesAreRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not JSON", "1 2 3", "solution:1: expected one JSON object"},
		{"an unknown field", `{"objective":1,` + "\n" + `"opened":[1]}`, "solution:2: expected one JSON object"},
		{"two objects", `{"objective":1} {}`, "solution: something follows"},
		{"no objective", `{"open":[1]}`, "solution: objective is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ReadSolution(strings.NewReader(c.text), "solution"); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzReadSolution(f *testing.F) {
	f.Add(`{"model":"pmedian","objective":5,"open":[1,3],"assignment":[1,null,3,3]}`)
	f.Add(`{"model":"cflp","objective":13.75,"open":[1,2],"shares":[{"demand":1,"site":1,"load":4}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		solution, err := ReadSolution(strings.NewReader(text), "solution")
		if err != nil {
			return
		}
		for _, file := range []string{twoMedians, splitFile} {
			in, err := readText(file, solution.Question())
			if err != nil {
				continue
			}
			if answer, err := solution.Answer(in); err == nil {
				_ = verify.Siting(in.Siting, answer) // must not panic; right or wrong is for the tests above
			}
		}
	})
}

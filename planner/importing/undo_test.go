package importing

import (
	"fmt"
	"strings"
	"testing"

	"cuntong/data"
)

// committed brings a list in and returns its ID.
func committed(t *testing.T, d *Desk, text string) string {
	t.Helper()
	id := stage(t, d, planner, Reading{Datum: "wgs84"}, "村.csv", text)
	c := checked(t, d, id, "")
	if _, err := d.Commit(t.Context(), id, planner, Seen{Revision: c.Revision}, ""); err != nil {
		t.Fatalf("%v; %+v", err, c)
	}
	return id
}

func TestUndoingLeavesWhatOthersNeedAndWhatTheyMade(t *testing.T) {
	d, store := openDesk(t)
	id := committed(t, d, villageHeader+"370522101290,甲新村,1,118.30,37.52\n370522101291,乙新村,1,118.32,37.52\n370522101292,丙新村,1,118.34,37.52\n370522101293,丁新村,1,118.36,37.52\n")
	// Somebody puts a shop into the first one, takes the second away, and the third away and makes another of its code.
	shop := county().Facilities[0]
	shop.ID, shop.Settlement = "later", "370522101290"
	if _, err := store.EditFacility(t.Context(), shop, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"370522101291", "370522101292"} {
		if err := store.DeleteSettlement(t.Context(), code, 1, data.ChangeNote{At: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	if version, err := store.EditSettlement(t.Context(), data.Settlement{Code: "370522101292", Name: "另一个", Town: town}, data.ChangeNote{At: noon()}); err != nil || version != 1 {
		t.Fatal(version, err)
	}
	u, err := d.Undo(t.Context(), id, planner, false)
	if err != nil {
		t.Fatal(err)
	}
	left := ""
	for _, row := range u.Left {
		left += row.Key + " " + row.ZH + "; "
	}
	if want := "370522101292 导入之后又被修改; 370522101290 网点 later 正在使用它; "; left != want || u.Removed != 1 {
		t.Errorf("left %q, want %q; %+v", left, want, u)
	}
	rows, err := store.Settlements(t.Context(), data.Query{IDs: []string{"370522101290", "370522101291", "370522101292", "370522101293"}})
	if err != nil || len(rows) != 2 || rows[1].Name != "另一个" {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestALargeImportIsUndoneToo(t *testing.T) {
	d, store := openDesk(t)
	before := digest(t, store)
	var text strings.Builder
	text.WriteString(villageHeader)
	for i := range data.RowsLogged + 150 {
		fmt.Fprintf(&text, "370522101%03d,村%d,%d,%.4f,37.6\n", 400+i, i, i+1, 118.2+float64(i)*0.001)
	}
	fmt.Fprintf(&text, "370522101201,村A,4321,118.2,37.5\n")
	u, err := d.Undo(t.Context(), committed(t, d, text.String()), planner, true)
	if err != nil || u.Removed != data.RowsLogged+150 || u.Restored != 1 || digest(t, store) != before {
		t.Errorf("restored %d, removed %d, %v", u.Restored, u.Removed, err)
	}
}

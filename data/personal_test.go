package data

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// sounds finds names of fields that may hold what is personal.
var sounds = regexp.MustCompile(`(?i)phone|mobile|tel$|contact|courier|driver|actor|account|person|owner|manager|keeper|email|display|subject|note|reason|device|user|address|idcard|createdby|revokedby`)

// The records are read from the source, so that a type nobody thought of is seen as well.
func TestEveryFieldThatSoundsPersonalIsInTheTable(t *testing.T) {
	listed := map[string]PersonalField{}
	for _, f := range PersonalFields() {
		listed[f.Record+"."+f.Field] = f
		if (f.Holds == NotOfOne) == (f.Why == "") {
			t.Errorf("%s.%s: say why it is about nobody, and only there", f.Record, f.Field)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			declared, ok := n.(*ast.TypeSpec)
			if !ok || !declared.Name.IsExported() {
				return true
			}
			if record, ok := declared.Type.(*ast.StructType); ok {
				for _, field := range record.Fields.List {
					for _, name := range field.Names {
						lookAt(t, listed, declared.Name.Name, name.Name, field)
					}
				}
			}
			return true
		})
	}
	for name := range listed {
		t.Errorf("%s is in the table and in no record", name)
	}
}

func lookAt(t *testing.T, listed map[string]PersonalField, record, name string, field *ast.Field) {
	t.Helper()
	f, ok := listed[record+"."+name]
	words := types(field.Type) == "string"
	if words && sounds.MatchString(name) && !ok {
		t.Errorf("%s.%s sounds personal and is not among PersonalFields: list it, with NotOfOne and why where it is about nobody", record, name)
	}
	if !ok {
		return
	}
	delete(listed, record+"."+name)
	key := name
	if field.Tag != nil {
		if tagged, _, _ := strings.Cut(reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json"), ","); tagged != "" {
			key = tagged
		}
	}
	if f.JSON != key {
		t.Errorf("%s.%s: its key is %q, the table says %q", record, name, key, f.JSON)
	}
}

// types is the name of a type, without what is around it.
func types(at ast.Expr) string {
	switch at := at.(type) {
	case *ast.Ident:
		return at.Name
	case *ast.StarExpr:
		return types(at.X)
	case *ast.ArrayType:
		return types(at.Elt)
	}
	return ""
}

func TestNamesAndNumbersAreMasked(t *testing.T) {
	for given, want := range map[string]string{"张三": "张**", "欧阳文忠": "欧**", "planner": "p**", "": "", " ": "", "13812345678": "**", "𠮷野": "𠮷**"} {
		if got := MaskName(given); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", given, got, want)
		}
	}
	for given, want := range map[string]string{"13812345678": "138****5678", "138 1234 5678": "138****5678", "+86 13812345678": "861****5678", "0546-1234567": "054****4567", "5641234": "****234",
		"13812345678、13900001234": "138****5678、139****1234", "": "", "张三": "****", "110": "****"} {
		if got := MaskPhone(given); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", given, got, want)
		}
	}
	for given, want := range map[string]string{"电话13812345678，改日": "电话138****5678，改日", "打 0546-1234567 没人": "打 054****4567 没人", "370522101201": "370522101201", "x13812345678": "x13812345678",
		"9138123456789": "9138123456789", "138-1234-5678": "138****5678", "无人": "无人", "": "", "a 13812345678 b 13900001234": "a 138****5678 b 139****1234"} {
		if got := MaskText(given); got != want {
			t.Errorf("MaskText(%q) = %q, want %q", given, got, want)
		}
	}
	masked := Masked(Facility{ID: "F", Name: "老站 13812345678", Contact: "张三", Phone: "13812345678", Town: "370522101000"})
	if want := (Facility{ID: "F", Name: "老站 138****5678", Contact: "张**", Phone: "138****5678", Town: "370522101000"}); !reflect.DeepEqual(masked, want) {
		t.Errorf("got %+v, want %+v", masked, want)
	}
}

func TestALineOfTheLogIsMaskedWithItsRecord(t *testing.T) {
	line := Change{Kind: "facility", Key: "F", Note: ChangeNote{Actor: "李四", Reason: "换人 13812345678"}, Hash: "h",
		Before: `{"ID":"F","Contact":"张三","Phone":"13812345678","OpeningCostYuan":9007199254740993}`, After: `{"Contact":"王五","Other":["打 13900001234 <&>"]}`}
	got := MaskedChange(line)
	want := Change{Kind: "facility", Key: "F", Note: ChangeNote{Actor: "李**", Reason: "换人 138****5678"}, // no hash: names could be tried against it
		Before: `{"Contact":"张**","ID":"F","OpeningCostYuan":9007199254740993,"Phone":"138****5678"}`, After: `{"Contact":"王**","Other":["打 139****1234 <&>"]}`}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	account := MaskedChange(Change{Kind: "account", Key: "zhangsan", After: `{"name":"zhangsan","display_name":"张三","role":"courier"}`})
	if account.Key != "z**" || account.After != `{"display_name":"张**","name":"z**","role":"courier"}` {
		t.Errorf("%+v", account)
	}
	if link := MaskedChange(Change{Kind: "run_link", Key: "a", After: `{"created_by":"调度"}`}); link.After != `{"created_by":"调**"}` {
		t.Errorf("%+v", link)
	}
	if broken := MaskedChange(Change{Kind: "facility", After: `{"Contact":"张`}); strings.Contains(broken.After, "张") {
		t.Errorf("%+v", broken)
	}
}

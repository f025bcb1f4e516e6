"""The forms on which the form engine is measured: a chain of questions, a table with shares, a cascade of lists."""

from __future__ import annotations

from pathlib import Path

_HEAD = (
    '<?xml version=\'1.0\'?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model><instance>'
    '<data id="t" version="1">{instance}<meta><instanceID/></meta></data></instance>{lists}{binds}</model></h:head>'
    "<h:body>{body}</h:body></h:html>"
)


def _written(file: Path, instance: str, binds: str, body: str, lists: str = "") -> Path:
    file.write_text(_HEAD.format(instance=instance, binds=binds, body=body, lists=lists), "utf-8")
    return file


def chain(folder: Path, questions: int, mark: str = "g") -> Path:
    """Groups of ten: nine numbers with limits, five of them asked on a condition, and a calculation that adds
    three of them to that of the group before; one label shows it. `mark` names the groups: forms with different
    marks have no expression in common, so that nothing kept of one helps the other."""
    instance, binds, body = [], [], []
    for g in range(questions // 10):
        group = f"/data/{mark}{g}"
        before = f"/data/{mark}{g - 1}/c" if g else "0"
        instance.append(f"<{mark}{g}>" + "".join(f"<q{i}/>" for i in range(9)) + f"<c/></{mark}{g}>")
        for i in range(9):
            rule = f" relevant=\"{group}/q3 != '7'\"" if i > 3 else ""
            binds.append(
                f'<bind nodeset="{group}/q{i}" type="int" constraint=". &gt;= 0 and . &lt; 100000"{rule}/>'
            )
        total = " + ".join(f"coalesce({group}/q{i}, 0)" for i in range(3))
        binds.append(f'<bind nodeset="{group}/c" type="int" calculate="coalesce({before}, 0) + {total}"/>')
        inputs = "".join(f'<input ref="{group}/q{i}"><label>Q{i}</label></input>' for i in range(8))
        shown = f'<input ref="{group}/q8"><label>So far <output value="{group}/c"/></label></input>'
        body.append(f'<group ref="{group}"><label>G</label>{inputs}{shown}</group>')
    return _written(folder / f"chain{questions}{mark}.xml", "".join(instance), "".join(binds), "".join(body))


def shares(folder: Path, rows: int) -> Path:
    """A table of six fields whose rows each take their share of the total; the rows stand in the form."""
    row = "<r><qty>2</qty><price>3</price><note/><tot/><pos/><share/></r>"
    template = '<r jr:template=""><qty/><price/><note/><tot/><pos/><share/></r>'
    binds = (
        '<bind nodeset="/data/r/qty" type="int"/><bind nodeset="/data/r/price" type="int"/>'
        '<bind nodeset="/data/r/tot" type="decimal" calculate="../qty * ../price"/>'
        '<bind nodeset="/data/r/pos" type="int" calculate="position(..)"/>'
        '<bind nodeset="/data/r/share" type="decimal" calculate="round(../tot div /data/grand, 3)"/>'
        '<bind nodeset="/data/grand" type="decimal" calculate="sum(/data/r/tot)"/>'
        '<bind nodeset="/data/many" type="int" calculate="count(/data/r)"/>'
    )
    inputs = "".join(
        f'<input ref="/data/r/{name}"><label>x</label></input>' for name in ("qty", "price", "note")
    )
    body = f'<group ref="/data/r"><label>R</label><repeat nodeset="/data/r">{inputs}</repeat></group>'
    instance = f"{template}{row * rows}<grand/><many/>"
    return _written(folder / f"shares{rows}.xml", instance, binds, body)


def cascade(folder: Path) -> Path:
    """Three lists in one another, 20 × 20 × 25 = 10,000 choices at the bottom."""
    items = "".join(
        f"<item><name>c{a}_{b}_{c}</name><label>C {a} {b} {c}</label><a>a{a}</a><b>b{b}</b></item>"
        for a in range(20)
        for b in range(20)
        for c in range(25)
    )
    body = (
        '<input ref="/data/a"><label>a</label></input><input ref="/data/b"><label>b</label></input>'
        '<select1 ref="/data/c"><label>c</label><itemset nodeset="instance(\'c\')/root/item[a = /data/a and '
        'b = /data/b]"><value ref="name"/><label ref="label"/></itemset></select1>'
    )
    lists = f'<instance id="c"><root>{items}</root></instance>'
    return _written(folder / "cascade.xml", "<a/><b/><c/>", "", body, lists)


def fan(folder: Path, dependants: int) -> Path:
    """One number and so many calculations, each of the one before, each shown in the words of a note beside it."""
    names = [f"c{at}" for at in range(dependants)]
    binds = '<bind nodeset="/data/n" type="int"/>' + "".join(
        f'<bind nodeset="/data/{name}" type="int" calculate="coalesce(/data/{f"c{at - 1}" if at else "n"}, 0) + '
        f'{1 if at else 0}"/><bind nodeset="/data/t{at}" type="string" readonly="true()"/>'
        for at, name in enumerate(names)
    )
    notes = "".join(
        f'<input ref="/data/t{at}"><label>So far <output value="/data/{name}"/></label></input>'
        for at, name in enumerate(names)
    )
    body = f'<input ref="/data/n"><label>How many</label></input>{notes}'
    instance = "<n/>" + "".join(f"<{name}/><t{at}/>" for at, name in enumerate(names))
    return _written(folder / f"fan{dependants}.xml", instance, binds, body)


def wide_rows(folder: Path, rows: int) -> Path:
    """A table of a text, two numbers, their product and a choice; the rows stand in the form."""
    filled = "".join(
        f"<r><a>Lò {at * 7919 % rows}</a><q>{at * 31 % 997}</q><p>3</p><k>{at % 3}</k><tot/></r>"
        for at in range(rows)
    )
    binds = (
        '<bind nodeset="/data/r/q" type="decimal" constraint=". &gt;= 0"/><bind nodeset="/data/r/p" type="decimal"/>'
        '<bind nodeset="/data/r/tot" type="decimal" calculate="../q * ../p"/>'
        '<bind nodeset="/data/grand" type="decimal" calculate="sum(/data/r/tot)"/>'
    )
    items = "".join(f"<item><label>Loại {at}</label><value>{at}</value></item>" for at in range(3))
    body = (
        '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/a"><label>Tên</label>'
        '</input><input ref="/data/r/q"><label>Lượng</label></input><input ref="/data/r/p"><label>Giá</label></input>'
        f'<select1 ref="/data/r/k"><label>Loại</label>{items}</select1></repeat></group>'
    )
    template = '<r jr:template=""><a/><q/><p/><k/><tot/></r>'
    return _written(folder / f"wide{rows}.xml", f"{template}{filled}<grand/>", binds, body)


def long_list(folder: Path, choices: int) -> Path:
    """One question with so many choices."""
    items = "".join(f"<item><name>c{at}</name><label>Xã Tân {at}</label></item>" for at in range(choices))
    body = (
        '<select1 ref="/data/a"><label>A</label><itemset nodeset="instance(\'c\')/root/item">'
        '<value ref="name"/><label ref="label"/></itemset></select1>'
    )
    return _written(
        folder / "long.xml", "<a/>", "", body, f'<instance id="c"><root>{items}</root></instance>'
    )

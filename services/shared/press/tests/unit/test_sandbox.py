import pytest
from jinja2 import DictLoader, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from tenderhall_press.formats import FILTERS
from tenderhall_press.sandbox import environment

SECRET = {"title": "公告", "lots": [1, 2], "files": {"a": 1}}


def fill(source: str) -> str:
    return environment(DictLoader({"t": source}), FILTERS).get_template("t").render(SECRET)


@pytest.mark.parametrize(
    "source",
    [
        "{{ title.__class__ }}",
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ lots.__init__.__globals__ }}",
        "{{ ''['__class__'] }}",
        "{{ self.__init__ }}",
        "{{ files.update({'b': 2}) }}",
        "{{ lots.append(3) }}",
        "{{ title|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ request }}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
        "{{ lots|map(attribute='__class__')|join }}",
    ],
)
def test_a_template_cannot_leave_the_sandbox(source: str) -> None:
    with pytest.raises(TemplateError):
        fill(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'a' + 'b' }}",
        "{{ [0] * 1000000000 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ '%0999999999d'|format(1) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ title.join(lots) }}",
        "{{ lipsum(n=100000) }}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{{ 'a'|center(999999999) }}",
        "{{ 'a'|indent(999999999) }}",
        "{{ lots|batch(1000000000, 'x')|list }}",
    ],
)
def test_a_template_cannot_ask_for_a_fortune_of_memory_or_time(source: str) -> None:
    with pytest.raises((TemplateError, SecurityError)):
        fill(source)


def test_a_missing_value_is_an_error_and_not_an_empty_word() -> None:
    with pytest.raises(UndefinedError):
        fill("{{ budget }}")


def test_markup_in_data_is_shown_and_not_obeyed() -> None:
    escaped = environment(DictLoader({"t": "<p>{{ x }}</p>"}), FILTERS).get_template("t")
    assert escaped.render(x="<script>1</script>") == "<p>&lt;script&gt;1&lt;/script&gt;</p>"


def test_what_templates_need_still_works() -> None:
    source = "{% for n in lots %}{{ loop.index * 2 }}{% endfor %}{{ '1234.5'|money }}{{ 7 % 4 }}"
    assert fill(source) == "241,234.503"

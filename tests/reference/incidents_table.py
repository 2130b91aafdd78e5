"""Makes the tables and the recorded serving outputs of the incidents in cases/incidents that are about tables.

Usage: python tests/reference/incidents_table.py cases/incidents/tables
Versions: Python 3.11, scikit-learn 1.9.1, pandas 3.1.1, numpy 2.4.6. The numbers are random, the faults are those reported.
"""

import json, random, sys
import numpy as np, pandas as pd
from sklearn.preprocessing import LabelEncoder

folder = sys.argv[1]
rng = random.Random(1963)


def write(name, header, rows):
    with open("%s/%s" % (folder, name), "w") as file:
        file.write(",".join(header) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))


# Answers of a questionnaire; a new LabelEncoder for every request.
choices = {"gender": ["female", "male", "other"], "sleep": ["bad", "good", "poor", "well"], "smokes": ["no", "yes"], "work": ["home", "none", "office"]}
rows = [[rng.choice(options) for options in choices.values()] for _ in range(60)]
write("answers_train.csv", list(choices), rows)
write("answers.csv", list(choices), rows[:12])
served = []
for index, row in pd.read_csv(folder + "/answers.csv").iterrows():
    codes = {name: int(LabelEncoder().fit_transform([row[name]])[0]) for name in choices}
    served.append(json.dumps({"id": "tables/answers.csv:%d" % (index + 1), "value": codes}))
open(folder + "/answers_served.jsonl", "w").write("\n".join(served) + "\n")

# Readings of two sensors: the training split, and a later batch that has drifted.
write("sensors_train.csv", ["flow", "pressure"], [[round(rng.gauss(40, 9), 2), round(rng.gauss(2.1, .4), 3)] for _ in range(80)])
write("sensors_batch.csv", ["flow", "pressure"], [[round(rng.gauss(55, 4), 2), round(rng.gauss(2.6, .2), 3)] for _ in range(10)])

# A table with empty cells.
write("sparse.csv", ["age", "income"], [[rng.randint(18, 80), "" if k % 3 == 1 else rng.randint(900, 4000)] for k in range(12)])

# Treatments: new data know only some of the categories.
write("treatments_train.csv", ["dose", "drug"], [[rng.randint(1, 9), rng.choice(["aspirin", "ibuprofen", "none", "placebo"])] for _ in range(40)])
write("treatments_new.csv", ["dose", "drug"], [[rng.randint(1, 9), rng.choice(["ibuprofen", "none"])] for _ in range(6)])

# Features by position, and a model that was trained on scaled ones.
write("positions.csv", ["clicks", "price", "rating"], [[rng.randint(0, 90), round(rng.uniform(1, 300), 2), rng.randint(1, 5)] for _ in range(8)])
frame = pd.read_csv(folder + "/positions.csv")
served = [json.dumps({"id": "tables/positions.csv:%d" % (i + 1), "value": {k: float(v) for k, v in row.items()}}) for i, row in frame.iterrows()]
open(folder + "/positions_unscaled.jsonl", "w").write("\n".join(served) + "\n")


# A decision tree that knows where missing cells go, and the converted one, which sends all of them to the right.
import json as _json  # noqa: E402
from sklearn.tree import DecisionTreeClassifier  # noqa: E402

maker = np.random.default_rng(1253)
measured = maker.normal(size=(80, 2)).round(2)
measured[::6, 0] = np.nan
answers = (np.nan_to_num(measured[:, 0], nan=-1.0) + 0.5 * measured[:, 1] > 0).astype(int)
tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(measured, answers)


def converted(row, node=0):
    nodes = tree.tree_
    if nodes.children_left[node] < 0:
        return float(nodes.value[node][0][1])
    left = row[nodes.feature[node]] <= nodes.threshold[node]  # false for NaN
    return converted(row, nodes.children_left[node] if left else nodes.children_right[node])


write("measured.csv", ["a", "b"], [["" if np.isnan(v) else v for v in row] for row in measured[:24]])
for name, answer in (("sklearn", lambda row: float(tree.predict_proba([row])[0][1])), ("converted", converted)):
    lines = [_json.dumps({"id": "tables/measured.csv:%d" % (i + 1), "value": answer(row)}) for i, row in enumerate(measured[:24])]
    open("%s/measured_%s.jsonl" % (folder, name), "w").write("\n".join(lines) + "\n")

import java.io.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.test.Scenario;

/** Does what it is told by lines on its input, and answers each with "= nanoseconds result". */
public class JavaRosaPeer {
  static Scenario scenario;

  static String run(String[] said) throws Exception {
    switch (said[0]) {
      case "load": scenario = Scenario.init(new File(said[1])); return "";
      case "set": {
        TreeReference ref = Scenario.getRef(said[1]);
        IAnswerData data = said[2].matches("-?[0-9]+") ? new IntegerData(Integer.parseInt(said[2])) : new StringData(said[2]);
        scenario.getFormDef().setValue(data, ref, true);
        return "";
      }
      case "answer": scenario.answer(said[1], said[2]); return "";
      case "row": scenario.createNewRepeat(said[1]); return "";
      case "choices": return "" + scenario.choicesOf(said[1]).size();
      case "get": { IAnswerData held = scenario.answerOf(said[1]); return held == null ? "" : held.getDisplayText(); }
      default: throw new IllegalArgumentException(said[0]);
    }
  }

  public static void main(String[] given) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] said = line.split("\t");
      long start = System.nanoTime();
      String result;
      try { result = run(said); } catch (Throwable error) { result = "! " + error; }
      out.println("= " + (System.nanoTime() - start) + " " + result.replace('\n', ' '));
      out.flush();
    }
  }
}

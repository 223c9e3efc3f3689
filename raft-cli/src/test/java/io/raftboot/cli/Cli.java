/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param code its exit code
 * @param out what it printed
 * @param error what it complained of
 */
record Cli(int code, String out, String error) {

	static Cli run(Object... arguments) {
		StringWriter out = new StringWriter();
		StringWriter error = new StringWriter();
		CommandLine commandLine = RaftCli.commandLine();
		commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(error, true));
		String[] texts = new String[arguments.length];
		for (int i = 0; i < texts.length; i++) {
			texts[i] = arguments[i].toString();
		}
		int code = commandLine.execute(texts);
		return new Cli(code, out.toString(), error.toString());
	}

}

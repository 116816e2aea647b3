# Fits the made-up data sets with lme4 and quantreg and writes their numbers as JSON.
#   python tests/statistics/reference/made_up_pupils.py FOLDER && Rscript tests/statistics/reference/make.R FOLDER
suppressMessages({library(lme4); library(quantreg); library(splines); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
read <- function(set) read.csv(file.path(folder, paste0(set, ".csv")))

# lme4 stops early at times: more optimisers, each started where the best so far ended, the last in units of theta itself.
at_theta <- function(fit, theta)
  eval(bquote(update(fit, start = .(theta), control = lmerControl(optimizer = NULL, calc.derivs = FALSE, check.conv.singular = "ignore"))))
better <- function(fit, again) if (!inherits(again, "try-error") && deviance_of(again) < deviance_of(fit)) again else fit
polished <- function(fit) {
  set.seed(1)
  for (k in 1:6) {
    theta <- getME(fit, "theta"); random <- ifelse(getME(fit, "lower") == 0, runif(length(theta)), rnorm(length(theta))) * 0.3
    fit <- better(fit, try(suppressWarnings(eval(bquote(update(fit, start = .(random), control =
      lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, check.conv.singular = "ignore"))))), silent = TRUE))
  }
  for (optimizer in c("bobyqa", "Nelder_Mead", "nlminbwrap", "bobyqa")) {
    control <- lmerControl(optimizer = optimizer, calc.derivs = FALSE, check.conv.singular = "ignore",
                           optCtrl = if (optimizer == "bobyqa") list(rhobeg = 0.02, rhoend = 1e-10, maxfun = 1e5)
                                     else if (optimizer == "Nelder_Mead") list(FtolAbs = 1e-12, FtolRel = 1e-14, XtolRel = 1e-10, maxfun = 1e5)
                                     else list())
    fit <- better(fit, try(eval(bquote(update(fit, start = .(getME(fit, "theta")), control = .(control)))), silent = TRUE))
  }
  for (method in c("Nelder-Mead", "BFGS", "Nelder-Mead")) {
    devfun <- update(fit, devFunOnly = TRUE)
    lower <- getME(fit, "lower"); unit <- getME(fit, "theta"); unit[unit == 0] <- 1e-3
    start <- getME(fit, "theta") / unit
    goal <- function(par) { par <- ifelse(lower == 0, abs(par), par); devfun(par * unit) }
    found <- try(optim(start, goal, method = if (length(start) == 1) "BFGS" else method,
                       control = list(reltol = 1e-15, maxit = 5000, ndeps = rep(1e-5, length(start)))), silent = TRUE)
    if (!inherits(found, "try-error"))
      fit <- better(fit, try(at_theta(fit, ifelse(lower == 0, abs(found$par), found$par) * unit), silent = TRUE))
  }
  fit
}
# The intercept's variance at prior = 0, far outside the data, defeats lme4's search: it is found with the prior centred
# at 104, where the model is the same, and carried back.
from_centred <- function(fit, centre) {
  data <- model.frame(fit); data$prior <- data$prior - centre
  inner <- polished(suppressWarnings(eval(bquote(lmer(.(formula(fit)), .(data), REML = .(isREML(fit)))))))
  low <- diag(2); low[lower.tri(low, diag = TRUE)] <- getME(inner, "theta")
  back <- matrix(c(1, 0, -centre, 1), 2); psi <- back %*% low %*% t(low) %*% t(back)
  at_theta(fit, t(chol(psi))[lower.tri(psi, diag = TRUE)])
}
deviance_of <- function(fit) if (isREML(fit)) REMLcrit(fit) else -2 * as.numeric(logLik(fit))

effects_of <- function(fit) {
  ranefs <- ranef(fit, condVar = TRUE)
  lapply(ranefs, function(table) {
    variance <- attr(table, "postVar")
    if (is.list(variance)) sds <- do.call(cbind, lapply(variance, function(v) sqrt(apply(v, 3, diag))))
    else { sds <- apply(variance, 3, function(v) sqrt(diag(as.matrix(v)))); if (is.matrix(sds)) sds <- t(sds) else sds <- matrix(sds, ncol = 1) }
    list(levels = rownames(table), terms = I(colnames(table)), estimate = as.matrix(unname(table)), sd = unname(sds))
  })
}

one <- function(set, formula, reml, weights = NULL) {
  data <- read(set)
  if (!is.null(weights)) data$.w <- data[[weights]]
  call <- if (is.null(weights)) bquote(lmer(.(as.formula(formula)), data, REML = .(reml)))
          else bquote(lmer(.(as.formula(formula)), data, REML = .(reml), weights = .w))
  fit <- polished(suppressMessages(suppressWarnings(eval(call))))
  if (set == "uncentred" && grepl("(1 + prior | school)", formula, fixed = TRUE)) fit <- better(fit, from_centred(fit, 104))
  vc <- as.data.frame(VarCorr(fit))
  list(set = set, formula = formula, method = if (reml) "reml" else "ml", weights = weights, criterion = deviance_of(fit),
       terms = I(names(fixef(fit))), estimates = I(unname(fixef(fit))), ses = I(unname(sqrt(diag(as.matrix(vcov(fit)))))),
       varcorr = vc, singular = isSingular(fit), effects = effects_of(fit))
}

models <- list(
  c("three_level", "score ~ prior + sex + (1 | authority/school)"),
  c("three_level", "score ~ prior + sex + (1 + prior | authority/school)"),
  c("three_level", "score ~ prior * sex + (1 + prior || school) + (1 | authority)"),
  c("crossed", "score ~ prior + (1 | primary) + (1 | secondary)"),
  c("crossed", "score ~ prior + (1 | primary) + (1 + prior | secondary)"),
  c("crossed", "score ~ prior + (1 | authority/primary) + (1 | secondary)"),
  c("uncentred", "score ~ prior + fsm + (1 + prior | school)"),
  c("uncentred", "score ~ prior + I(prior^2) + I(prior^3) + fsm + (1 | school)"),
  c("uncentred", "score ~ 0 + prior + fsm + (0 + prior | school)"),
  c("uncentred", "offset ~ prior + fsm + (1 | school)"),
  c("singular", "flat ~ prior + (1 | school)"),
  c("singular", "flat ~ prior + (1 + prior | school)"),
  c("singular", "tied ~ prior + (1 + prior | school)"),
  c("unbalanced", "score ~ ns(prior, 4) + sex * type + (1 | school)"),
  c("unbalanced", "score ~ prior + sex + prior:type + (sex | school)"),
  c("unbalanced", "score ~ 0 + sex + poly(prior, 2) + (0 + sex | school)")
)
fits <- list()
for (m in models) for (reml in c(TRUE, FALSE)) fits <- c(fits, list(one(m[1], m[2], reml)))
fits <- c(fits, list(one("unbalanced", "score ~ prior + sex + (1 + prior || school)", TRUE, "weight"),
                     one("unbalanced", "score ~ prior + sex + (1 | school)", FALSE, "weight")))
version <- list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
                quantreg = as.character(packageVersion("quantreg")))
save_json <- function(x, name) write(toJSON(x, digits = I(12), auto_unbox = TRUE, matrix = "rowmajor", na = "null"), file.path(here, name))
save_json(list(version = version, fits = fits), "lme4.json")

binary <- lapply(c("reached ~ prior + sex + (1 | school)", "reached ~ prior + type + (1 + sex | school)"), function(formula) {
  data <- read("unbalanced"); data$prior <- (data$prior - 100) / 10
  control <- function(optimizer, ...) glmerControl(optimizer = optimizer, tolPwrss = 1e-13, calc.derivs = TRUE, optCtrl = list(...))
  fit <- NULL
  for (optimizer in c("bobyqa", "Nelder_Mead", "bobyqa")) for (scale in c(1, 0.3, 0.1)) {
    start <- if (is.null(fit)) NULL else getME(fit, c("theta", "fixef"))
    if (!is.null(start)) start$theta <- ifelse(getME(fit, "lower")[seq_along(start$theta)] == 0, pmax(start$theta, scale * 0.5), start$theta)
    again <- suppressWarnings(eval(bquote(glmer(.(as.formula(formula)), data, family = binomial, nAGQ = 1, start = .(start),
      control = .(if (optimizer == "bobyqa") control(optimizer, rhobeg = 0.05, rhoend = 1e-9, maxfun = 1e5)
                  else control(optimizer, FtolAbs = 1e-11, FtolRel = 1e-14, XtolRel = 1e-9, maxfun = 1e5))))))
    if (is.null(fit) || logLik(again) > logLik(fit)) fit <- again
  }
  list(formula = formula, criterion = -2 * as.numeric(logLik(fit)), terms = I(names(fixef(fit))), estimates = I(unname(fixef(fit))),
       ses = I(unname(sqrt(diag(as.matrix(vcov(fit)))))), varcorr = as.data.frame(VarCorr(fit)), effects = effects_of(fit))
})
save_json(list(version = version, fits = binary), "glmer.json")

data <- read("growth")
knots <- function(x) round(quantile(x, c(.2, .4, .6, .8)), 3)
edges <- function(x) { r <- range(x); e <- 0.1 * diff(r); c(r[1] - e, r[2] + e) }
basis <- function(x) bs(x, knots = knots(x), Boundary.knots = edges(x))
X <- cbind(1, basis(data$first), basis(data$second))
taus <- (1:100 - 0.5) / 100
cuts <- sapply(taus, function(tau) X %*% rq.fit.br(X, data$score, tau)$coefficients)
loss <- sapply(seq_along(taus), function(k) { r <- data$score - cuts[, k]; sum(r * (taus[k] - (r < 0))) })
smooth <- round(t(apply(cuts, 1, sort)), 5)
sgp <- rowSums(smooth < data$score); sgp[sgp == 0] <- 1; sgp[sgp == 100] <- 99
save_json(list(version = version, loss = loss, sgp = sgp), "quantreg.json")

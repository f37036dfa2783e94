"""The document is not in English."""

from mortem.check.requirement import Requirement


class English(Requirement):
    """The document is not in English.

    ## Why it matters
    The format asks for English, so that every team can learn from it.

    ## Bad
        ## Issue Summary

        El servidor estuvo fuera de servicio por una hora y los usuarios no pudieron entrar en la
        tienda. Error 502.

        ## Timeline

        - 09:10 UTC: La alerta del sistema.
        - 09:20 UTC: El equipo de la base de datos.
        - 10:10 UTC: El servicio fue restaurado.

    ## Good
        ## Issue Summary

        The shop was down for an hour and customers could not log in.
    """

    help = "write it in English"
